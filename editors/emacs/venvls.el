;;; venvls.el --- Python environments through the venvls language server  -*- lexical-binding: t -*-

;; Version: 1
;; Package-Requires: ((emacs "28.1"))
;; SPDX-License-Identifier: MIT

;;; Commentary:

;; (require 'venvls) gives requirements files a major mode and makes venvls known to eglot and to
;; lsp-mode, whichever is loaded.  Eglot runs one server in a buffer, so Python buffers get venvls
;; there only if `venvls-serve-python' says so; lsp-mode runs it beside the others.

;;; Code:

(require 'conf-mode)

(defgroup venvls nil
  "Python environments through the venvls language server."
  :group 'tools
  :prefix "venvls-")

(defcustom venvls-command '("venvls" "server")
  "The program that is the server, with its arguments."
  :type '(repeat string))

(defcustom venvls-serve-python t
  "Whether eglot uses venvls in Python buffers, instead of any other server.
To be set before eglot is loaded."
  :type 'boolean)

(defvar venvls-environments (make-hash-table :test #'equal)
  "The activation contract of each project by the URI of its root.
A contract is a property list.")

(defvar eglot-server-programs)
(declare-function lsp-register-client "lsp-mode")
(declare-function lsp-stdio-connection "lsp-mode")
(declare-function make-lsp-client "lsp-mode")
(defvar lsp-language-id-configuration)

;;;###autoload
(define-derived-mode venvls-requirements-mode conf-unix-mode "Requirements"
  "Major mode of requirements and constraints files."
  (setq-local comment-start "# "))

;;;###autoload
(dolist (pattern '("requirements[^/]*\\.\\(?:txt\\|in\\)\\'"
                   "constraints[^/]*\\.\\(?:txt\\|in\\)\\'"
                   "/requirements/[^/]+\\.\\(?:txt\\|in\\)\\'"))
  (add-to-list 'auto-mode-alist (cons pattern 'venvls-requirements-mode)))

(put 'venvls-requirements-mode 'eglot-language-id "pip-requirements")

(defun venvls-environment ()
  "Return the activation contract of this buffer's project.
It is nil while it is unknown.  The keys are those of docs/protocol.md, for instance `:sysPrefix'."
  (let ((uri (and buffer-file-name (concat "file://" (url-encode-url (file-truename buffer-file-name)))))
        (nearest ""))
    (when uri
      (maphash (lambda (root _)
                 (when (and (string-prefix-p root uri) (> (length root) (length nearest)))
                   (setq nearest root)))
               venvls-environments)
      (gethash nearest venvls-environments))))

(defun venvls--modes ()
  "Return the major modes that eglot serves by venvls."
  (append '(venvls-requirements-mode conf-toml-mode toml-ts-mode)
          (and venvls-serve-python '(python-mode python-ts-mode))))

(defun venvls--keep (contract)
  "Remember CONTRACT, a property list, and show it."
  (puthash (plist-get contract :scopeUri) contract venvls-environments)
  (force-mode-line-update t))

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs (cons (venvls--modes) venvls-command))
  (cl-defmethod eglot-handle-notification
    (_server (_method (eql venvls/didChangeEnvironment)) &rest contract)
    "Remember the environment that the server has announced."
    (venvls--keep contract)))

(with-eval-after-load 'lsp-mode
  (add-to-list 'lsp-language-id-configuration '(venvls-requirements-mode . "pip-requirements"))
  (lsp-register-client
   (make-lsp-client :new-connection (lsp-stdio-connection (lambda () venvls-command))
                    :major-modes '(venvls-requirements-mode conf-toml-mode toml-ts-mode python-mode python-ts-mode)
                    :add-on? t
                    :server-id 'venvls
                    :notification-handlers
                    (let ((handlers (make-hash-table :test #'equal)))
                      (puthash "venvls/didChangeEnvironment"
                               (lambda (_workspace contract) (venvls--keep (venvls--plist contract)))
                               handlers)
                      handlers))))

(defun venvls--plist (contract)
  "Return CONTRACT as a property list.
lsp-mode reads it as one or as a hash table."
  (if (hash-table-p contract)
      (let (list)
        (maphash (lambda (key value) (setq list (nconc (list (intern (concat ":" key)) value) list))) contract)
        list)
    contract))

(provide 'venvls)
;;; venvls.el ends here
