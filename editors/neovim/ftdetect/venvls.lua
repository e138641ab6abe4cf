-- What requirements files are called, for the versions of Neovim that know `requirements.txt` alone.

vim.filetype.add({
  pattern = {
    [".*requirements.*%.txt"] = "requirements",
    [".*requirements.*%.in"] = "requirements",
    [".*/requirements/.*%.txt"] = "requirements",
    [".*/requirements/.*%.in"] = "requirements",
    [".*constraints.*%.txt"] = "requirements",
  },
})
