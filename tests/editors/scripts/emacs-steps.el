;;; emacs-steps.el --- what the main jobs in Emacs share  -*- lexical-binding: t -*-

(require 'cl-lib)
(setq make-backup-files nil create-lockfiles nil auto-save-default nil vc-handled-backends nil)
(add-to-list 'load-path (expand-file-name "emacs" (getenv "VENVLS_EDITORS_FILES")))

(defconst job-fix "Install `PyYAML` and add it to `requirements.txt`")

(defmacro job-until (what limit &rest body)
  "Wait at most LIMIT seconds until BODY gives a value, which is returned."
  (declare (indent 2))
  `(let ((end (+ (float-time) ,limit)) result)
     (while (and (not (setq result (progn ,@body))) (< (float-time) end))
       (accept-process-output nil 0.02))
     (or result (error "Timed out: %s" ,what))))

(defun job-ok (step) (princ (format "\nok: %s\n" step)))

(defun job-type (typed)
  "Make TYPED the second line, with point at its end."
  (goto-char (point-min))
  (forward-line 1)
  (delete-region (point) (line-end-position))
  (insert typed))

(defun job-to-import ()
  "Move to the module's name in `app.py'."
  (goto-char (point-min))
  (forward-line 1)
  (forward-char 8))

(defun job-undo (before)
  "Undo once; the text is BEFORE again, and saved."
  (undo-boundary)
  (undo)
  (cl-assert (equal (buffer-string) before) t (buffer-string))
  (save-buffer))

(provide 'emacs-steps)
;;; emacs-steps.el ends here
