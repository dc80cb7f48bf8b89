package app

import (
	"log"
	"os"
	"path/filepath"
)

// longestLog is when a log is put aside at the next start; one older is kept.
const longestLog = 1 << 20

// logFile is the program's log. It never holds text of documents or questions.
type logFile struct {
	file *os.File
	log  *log.Logger
}

// openLog opens the log. Without one Carrel works as well: a full disk must
// not keep it from starting.
func openLog(path string) *logFile {
	if info, err := os.Stat(path); err == nil && info.Size() > longestLog {
		os.Rename(path, path+".old")
	}
	os.MkdirAll(filepath.Dir(path), 0o700)
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return &logFile{}
	}
	return &logFile{file: file, log: log.New(file, "", log.LstdFlags|log.LUTC)}
}

func (l *logFile) printf(format string, args ...any) {
	if l != nil && l.log != nil {
		l.log.Printf(format, args...)
	}
}

func (l *logFile) close() {
	if l != nil && l.file != nil {
		l.file.Close()
	}
}
