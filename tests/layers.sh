#!/bin/sh
# Holds the directions between the rooms: prints each include or require that goes against them, and fails if there is one.
set -u
found=$(mktemp)
trap 'rm -f "$found"' EXIT

# C: what each room of core/ may include besides itself and hug.h.
allowed() {
  case $1 in
    base)              echo hug ;;
    tensor | kernel)   echo base ;;
    op)                echo "base tensor kernel" ;;
    format | token | media) echo "base tensor" ;;
    data)              echo "base tensor format" ;;
    hub | serve)       echo base ;;
  esac
}
for room in core/*/; do
  room=$(basename "$room")
  pattern=$(allowed "$room" | sed 's/ /|/g')
  grep -HnE '#include "\.\./' core/"$room"/*.[ch] | grep -vE "\"\.\./(hug\.h|($pattern)/)" >>"$found"
done
grep -rnE '#include [<"](lua|lauxlib|lualib|luajit)' core >>"$found"
grep -HnE '#include "\.\./core/' bindings/*.[ch] |
  grep -vE 'core/(hug|hug_ops|base/base|tensor/tensor|kernel/kernel|op/op|op/scope|token/token|format/format)\.h"' >>"$found"

# Lua: nn, then models, then pipelines; a model knows no pipeline, and a pipeline names no model.
requires() { grep -HnE "require *\(?[\"']hug\.($1)" "$2"; }
requires '(model|models|pretrained|pipeline|pipelines)\b' lua/hug/nn.lua >>"$found"
for file in lua/hug/models/*.lua lua/hug/pretrained.lua; do requires '(pipeline|pipelines|commands)\b' "$file" >>"$found"; done
for model in lua/hug/models/*.lua; do
  grep -Hnw "$(basename "$model" .lua)" lua/hug/pipeline.lua lua/hug/pipelines/*.lua >>"$found"
done

sed 's/^/against the layers: /' "$found"
[ ! -s "$found" ]
