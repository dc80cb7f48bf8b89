package reader

import (
	"io"
	"os"
	"time"
)

// held names a document that a child holds since its last answer, so that it
// need not be sent again for the next page. The zero value: none.
type held struct {
	path     string
	size     int64
	modified time.Time
}

// heldAfter is how old a file must be for its time to tell a change: one that is
// written to within the clock's grain changes without a trace.
const heldAfter = 2 * time.Second

// holdable names a document that was opened, by the file and not by its path
// alone. What comes from anywhere but an ordinary file is always sent.
func (s Source) holdable(file io.Reader) held {
	f, ok := file.(*os.File)
	if !ok || s.Open != nil {
		return held{}
	}
	info, err := f.Stat()
	if err != nil || time.Since(info.ModTime()) < heldAfter {
		return held{}
	}
	return held{s.Path, info.Size(), info.ModTime()}
}
