;;; emacs-lsp-mode.el --- the main job in lsp-mode  -*- lexical-binding: t -*-

;; emacs --batch -Q -l emacs-lsp-mode.el, in the project's folder.

(load (expand-file-name "emacs-steps" (file-name-directory load-file-name)) nil t)
(require 'lsp-mode)
;; An installed package would load these by itself.
(dolist (part '(lsp-completion lsp-diagnostics lsp-headerline lsp-lens lsp-modeline lsp-semantic-tokens))
  (require part))
(require 'venvls)
(setq lsp-auto-guess-root t lsp-restart 'ignore lsp-enable-suggest-server-download nil
      lsp-session-file (expand-file-name "session" (getenv "HOME"))
      lsp-enabled-clients '(venvls) lsp-enable-file-watchers nil lsp-progress-via-spinner nil
      lsp-before-save-edits nil)

(defun job-open (name)
  (set-buffer (find-file-noselect name))
  (set-window-buffer (selected-window) (current-buffer))
  (lsp)
  (job-until "connected" 30
    (and (lsp-workspaces) (eq 'initialized (lsp--workspace-status (car (lsp-workspaces))))))
  (current-buffer))

(defun job-said (text)
  (lsp--flush-delayed-changes)
  (accept-process-output nil 0.02)
  (cl-find-if (lambda (each) (string-match-p (regexp-quote text) (lsp:diagnostic-message each)))
              (gethash (lsp--fix-path-casing buffer-file-name) (lsp-diagnostics))))

(defun job-completed (typed)
  "Put TYPED on the second line and return what completion at its end proposes."
  (job-type typed)
  (let ((capf (lsp-completion-at-point)))
    (mapcar #'substring-no-properties
            (all-completions (buffer-substring-no-properties (nth 0 capf) (point)) (nth 2 capf)))))

(lsp-workspace-folders-add default-directory)
(let ((manifest (job-open "requirements.txt")) before)
  (cl-assert (eq major-mode 'venvls-requirements-mode))
  (setq before (buffer-string))
  (buffer-enable-undo)
  (job-until "the environment" 30 (equal "ready" (plist-get (venvls-environment) :state)))
  (job-ok "the environment is told")
  (job-until "unknown-project" 30 (job-said "no project named"))
  (job-ok "diagnostic")
  (job-until "a name" 30 (member "requests" (job-completed "req")))
  (job-ok "a project is completed")
  (job-until "a version" 30
    (let ((labels (job-completed "requests==")))
      (and (member "2.32.3" labels) (member "2.31.0" labels))))
  (job-ok "a version is completed")
  (job-completed "requests==2.31.0")
  (backward-char 10)
  (job-until "hover" 30
    (let ((answer (lsp-request "textDocument/hover" (lsp--text-document-position-params))))
      (and answer (string-match-p "HTTP for people" (format "%S" (lsp:hover-contents answer))))))
  (job-ok "hover")
  (erase-buffer)
  (insert before)
  (save-buffer)

  (job-open "app.py")
  (job-until "unresolved-import" 30 (job-said "`yaml`"))
  (job-ok "unresolved import")
  (job-to-import)
  (lsp-execute-code-action
   (job-until "the fix" 30
     (cl-find job-fix (lsp-code-actions-at-point) :key #'lsp:code-action-title :test #'equal)))
  (with-current-buffer manifest
    (job-until "the manifest edit" 60 (equal (buffer-string) (concat before "PyYAML\n"))))
  (job-ok "installed and declared")
  (job-until "the diagnostic to go" 30 (not (job-said "`yaml`")))
  (job-ok "nothing is unresolved")
  (with-current-buffer manifest (job-undo before))
  (job-ok "undone")
  (let ((workspace (car (lsp-workspaces))))
    (lsp-workspace-shutdown workspace)
    (job-until "the server to stop" 10 (not (process-live-p (lsp--workspace-proc workspace)))))
  (job-ok "stopped"))
