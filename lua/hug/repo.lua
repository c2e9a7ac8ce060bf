-- repo: where the files of a model are: a folder, a model that ships with hug, or a snapshot in the Hugging Face cache.
-- Nothing here touches the network.

local core = require "hug.core"

local repo = {}

local function is_folder(path) return core.is_folder(path) end

-- Folders that may hold hug's own files, best first: HUG_HOME, beside these Lua files, beside the program.
local function homes()
  local list = {}
  local home = os.getenv "HUG_HOME"
  if home then list[#list + 1] = home end
  local here = package.searchpath and package.searchpath("hug", package.path)
  if here then list[#list + 1] = (here:gsub("/?init%.lua$", "")) end
  local program = core.executable()
  if program then
    local folder = program:gsub("[^/]*$", "")
    for _, below in ipairs { "../../lua/hug", "../../../lua/hug", "../share/lua/5.4/hug", "../share/lua/5.1/hug", "hug" } do
      list[#list + 1] = folder .. below
    end
  end
  return list
end

--- The folder of a model that ships with hug, or nil.
function repo.builtin(name)
  for _, home in ipairs(homes()) do
    local folder = home .. "/builtin/" .. name
    if is_folder(folder) then return folder end
  end
end

--- The folder of the Hugging Face cache: HF_HUB_CACHE, HF_HOME/hub, or ~/.cache/huggingface/hub.
function repo.cache()
  local cache, home = os.getenv "HF_HUB_CACHE", os.getenv "HF_HOME"
  if cache and cache ~= "" then return cache end
  if home and home ~= "" then return home .. "/hub" end
  local base = os.getenv "XDG_CACHE_HOME"
  if not base or base == "" then base = (os.getenv "HOME" or "") .. "/.cache" end
  return base .. "/huggingface/hub"
end

-- The snapshot of a revision of "owner/name" in the cache, or nil.
local function snapshot(id, revision)
  if not core.path_check(id) then return nil end
  local folder = repo.cache() .. "/models--" .. id:gsub("/", "--")
  local commit = core.read_file(folder .. "/refs/" .. revision)
  local path = folder .. "/snapshots/" .. (commit and commit:match "%x+" or revision)
  return is_folder(path) and path or nil
end

--- The folder of a model. Raises with what was tried.
--- @param name string a folder, the name of a model that ships with hug, or "owner/name" of one in the cache
--- @param opts? {revision: string}
function repo.find(name, opts)
  if type(name) ~= "string" then error("a model is named by a folder or an id, got " .. type(name), 2) end
  if is_folder(name) then return (name:gsub("(.)/+$", "%1")) end
  local built = name:match "^[%w_-]+$" and repo.builtin(name)
  if built then return built end
  local cached = snapshot(name, opts and opts.revision or "main")
  if cached then return cached end
  error(("no model `%s`: there is no such folder, none of that name ships with hug, and %s holds no snapshot of it"):format(name, repo.cache()), 0)
end

--- A JSON file of a folder as a table. nil if there is none; raises if it cannot be read as JSON.
function repo.json(folder, file)
  local path = folder .. "/" .. file
  if not core.exists(path) then return nil end
  local text, message = core.read_file(path)
  if not text then error(message, 0) end
  local value, problem = core.json.decode(text, path)
  if value == nil then error(problem, 0) end
  return value
end

return repo
