rockspec_format = "3.0"
package = "hug"
version = "0.1.0-1"

-- In a checkout: luarocks make --deps-mode=none
source = { url = "file://hug-0.1.0.tar.gz" }

description = {
  summary = "The Hugging Face ecosystem for Lua",
  detailed = "Tensors with gradients, models, tokenizers and pipelines, on a C library without dependencies.",
  license = "Apache-2.0",
}

supported_platforms = { "linux" }
dependencies = { "lua >= 5.1, < 5.5" }

-- The Makefile builds for the VM whose headers it is shown.
build = {
  type = "make",
  variables = { CC = "$(CC)", CFLAGS = "$(CFLAGS)", LUA_INCDIR = "$(LUA_INCDIR)" },
  build_target = "all",
  install_target = "install-rock",
  install_variables = { INST_LUADIR = "$(LUADIR)", INST_LIBDIR = "$(LIBDIR)" },
}
