-- hug inspect: what is in a model file or folder.

local hug = require "hug"
local repo = require "hug.repo"

local inspect = { about = "list the tensors of a model file or folder" }

function inspect.arguments(parser)
  parser:argument("path", "model file (safetensors, index, PyTorch) or folder")
  parser:flag("--json", "as JSON")
end

local sizes = { f64 = 8, i64 = 8, f32 = 4, i32 = 4, f16 = 2, bf16 = 2, i16 = 2 }

local function human(bytes)
  local unit = 1
  local units = { "B", "kB", "MB", "GB", "TB" }
  while bytes >= 1000 and unit < #units do bytes, unit = bytes / 1000, unit + 1 end
  return (unit == 1 and "%d %s" or "%.1f %s"):format(bytes, units[unit])
end

-- The tensors of a file as a list, in its order.
local function survey(weights)
  local list = {}
  for i, name in ipairs(weights:names()) do
    local info, count = weights:info(name), 1
    for _, size in ipairs(info.shape) do count = count * size end
    list[i] = { name = name, dtype = info.dtype, shape = info.shape, count = count, bytes = count * (sizes[info.dtype] or 1), file = info.file }
  end
  return list
end

function inspect.run(args)
  local path = hug.core.exists(args.path) and args.path or repo.find(args.path)
  local weights, message = hug.core.weights(path)
  if not weights then error(message, 0) end
  local tensors, metadata = survey(weights), weights:metadata()
  local config = hug.core.is_folder(path) and repo.json(path, "config.json") or nil
  if args.json then
    for _, t in ipairs(tensors) do hug.json.array(t.shape) end
    print(hug.json.encode({ path = path, config = config, metadata = metadata, tensors = hug.json.array(tensors) }))
    return
  end
  if config then
    local classes = type(config.architectures) == "table" and table.concat(config.architectures, ", ") or "?"
    print(("%s  (%s)"):format(classes, tostring(config.model_type)))
  end
  local width, elements, bytes = 4, 0, 0
  for _, t in ipairs(tensors) do width = math.max(width, #t.name) end
  for _, t in ipairs(tensors) do
    print(("%-" .. width .. "s  %-5s %-18s %9s"):format(t.name, t.dtype, "[" .. table.concat(t.shape, ",") .. "]", human(t.bytes)))
    elements, bytes = elements + t.count, bytes + t.bytes
  end
  print(("%d tensors, %d elements, %s"):format(#tensors, elements, human(bytes)))
  for key, value in pairs(metadata) do print(("metadata %s = %s"):format(key, value)) end
end

return inspect
