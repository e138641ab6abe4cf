" What requirements files are called, for versions of Vim that take them for text.

autocmd BufNewFile,BufRead *requirements*.txt,*requirements*.in setlocal filetype=requirements
autocmd BufNewFile,BufRead *constraints*.txt,*constraints*.in setlocal filetype=requirements
autocmd BufNewFile,BufRead */requirements/*.txt,*/requirements/*.in setlocal filetype=requirements
