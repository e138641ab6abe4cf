-- venvls for Neovim 0.10, which has neither `vim.lsp.config` nor `vim.lsp.enable`: `dofile` this from
-- init.lua. It takes what it starts from `lsp/venvls.lua` beside it, so the two never differ.

local here = vim.fs.dirname(debug.getinfo(1, "S").source:sub(2))
local config = dofile(here .. "/lsp/venvls.lua")
dofile(here .. "/ftdetect/venvls.lua")

vim.api.nvim_create_autocmd("FileType", {
  group = vim.api.nvim_create_augroup("venvls", {}),
  pattern = config.filetypes,
  callback = function(event)
    vim.lsp.start({
      name = "venvls",
      cmd = config.cmd,
      root_dir = vim.fs.root(event.buf, config.root_markers),
      settings = config.settings,
      handlers = config.handlers,
    }, { bufnr = event.buf })
  end,
})
