;;; emacs-eglot.el --- the main job in eglot  -*- lexical-binding: t -*-

;; emacs --batch -Q -l emacs-eglot.el, in the project's folder.  A batch Emacs never idles: what hooks and
;; idle timers do for a person (connecting, telling changes, Flymake) is called here by name.

(load (expand-file-name "emacs-steps" (file-name-directory load-file-name)) nil t)
(require 'eglot)
(require 'flymake)
(require 'venvls)
(setq eglot-connect-timeout 30 eglot-sync-connect 30 eglot-events-buffer-size 0
      eglot-confirm-server-initiated-edits nil eglot-confirm-server-edits nil
      project-find-functions (list (lambda (_) (cons 'transient default-directory))))

(defun job-said (code)
  (eglot--signal-textDocument/didChange)
  (flymake-start)
  (cl-find-if (lambda (each) (string-match-p (regexp-quote code) (flymake-diagnostic-text each)))
              (flymake-diagnostics)))

(defun job-completed (typed)
  "Put TYPED on the second line and return what completion at its end proposes."
  (job-type typed)
  (eglot--signal-textDocument/didChange)
  (let* ((capf (eglot-completion-at-point))
         (prefix (buffer-substring-no-properties (nth 0 capf) (point))))
    (mapcar #'substring-no-properties
            (all-completions prefix (nth 2 capf) (plist-get (nthcdr 3 capf) :predicate)))))

(defun job-request (method)
  "Send METHOD about point, in the words of any eglot."
  (jsonrpc-request (eglot-current-server) method (eglot--TextDocumentPositionParams)))

(defun job-perform (action)
  "Do what choosing ACTION does."
  (if (fboundp 'eglot-execute)
      (eglot-execute (eglot-current-server) action)
    (let ((command (plist-get action :command)))
      (eglot-execute-command (eglot-current-server) (intern (plist-get command :command))
                             (plist-get command :arguments)))))

(defun job-open (name)
  (let ((buffer (find-file-noselect name)))
    (set-buffer buffer)
    (unless (eglot-managed-p)
      (if (eglot-current-server) (eglot--maybe-activate-editing-mode) (apply #'eglot (eglot--guess-contact))))
    (cl-assert (eglot-managed-p))
    buffer))

(let ((manifest (job-open "requirements.txt")) before server)
  (cl-assert (eq major-mode 'venvls-requirements-mode))
  (setq before (buffer-string) server (eglot-current-server))
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
    (let ((answer (job-request :textDocument/hover)))
      (string-match-p "HTTP for people" (or (plist-get (plist-get answer :contents) :value) ""))))
  (job-ok "hover")
  (erase-buffer)
  (insert before)
  (eglot--signal-textDocument/didChange)
  (save-buffer)

  (job-open "app.py")
  (job-until "unresolved-import" 30 (job-said "yaml"))
  (job-ok "unresolved import")
  (job-to-import)
  (job-perform (job-until "the fix" 30
                 (cl-find job-fix (eglot-code-actions (point) (point) "quickfix")
                          :key (lambda (each) (plist-get each :title)) :test #'equal)))
  (with-current-buffer manifest
    (job-until "the manifest edit" 60 (equal (buffer-string) (concat before "PyYAML\n"))))
  (job-ok "installed and declared")
  (job-until "the diagnostic to go" 30 (not (job-said "yaml")))
  (job-ok "nothing is unresolved")

  (with-current-buffer manifest (job-undo before))
  (job-ok "undone")
  (cl-assert (eq server (with-current-buffer "app.py" (eglot-current-server))))
  (eglot-shutdown server)
  (job-until "the server to stop" 10 (not (jsonrpc-running-p server)))
  (job-ok "stopped"))
