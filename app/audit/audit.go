// Package audit keeps the log of what left this machine, and why it could: an
// append-only file in which every line carries the SHA-256 of the line before,
// so that a line that is changed, removed or moved shows.
//
// It is a file and not a table, because the porter writes it and must not open
// the database. It holds no text of documents or messages, only their hashes:
// the file is not encrypted.
//
// The format, version 1: one JSON object a line, UTF-8, ending in "\n".
//
//	{"seq":1,"at":"2026-11-24T22:04:05.123456789Z","kind":"link.open","detail":{...},"prev":"64 hex digits"}
//
// seq counts from 1; at is UTC; prev is the SHA-256 of the line before without
// its newline, 64 zeros in the first. A chain alone can't show that lines are
// missing at its end: keep Report.Head elsewhere to see that.
package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Entry is one line of the log.
type Entry struct {
	Seq    int64             `json:"seq"`
	At     time.Time         `json:"at"`
	Kind   string            `json:"kind"` // what happened, as in "link.open"
	Detail map[string]string `json:"detail,omitempty"`
	Prev   string            `json:"prev"` // SHA-256 of the line before, in hex
}

// KindRecovered marks an entry written by Append itself, when the last line was
// cut short by a crash and had to be removed. Detail has its "bytes" and "sha256".
const KindRecovered = "log.recovered"

// maxLine bounds an entry. What is logged is short, and finding the last line
// must stay cheap.
const maxLine = 64 << 10

// firstPrev is what the first entry has in place of a hash.
var firstPrev = strings.Repeat("0", 2*sha256.Size)

// Log appends to one file. Several processes may: each takes the file's lock
// for the moment of writing. The zero value is not usable.
type Log struct {
	path string
	now  func() time.Time
}

// New is the log in the file at path, which is made by the first Append.
func New(path string) *Log { return &Log{path: path, now: time.Now} }

// Append writes an entry and returns when the disk has it. After an error the
// entry is not in the log, and what it was to record must not happen.
func (l *Log) Append(kind string, detail map[string]string) error {
	if err := l.append(kind, detail); err != nil {
		return fmt.Errorf("write the audit log %s: %w", l.path, err)
	}
	return nil
}

func (l *Log) append(kind string, detail map[string]string) error {
	file, err := l.open()
	if err != nil {
		return err
	}
	defer file.Close() // which also unlocks it
	if err := lockFile(file); err != nil {
		return fmt.Errorf("take its lock: %w", err)
	}
	end, torn, err := tail(file)
	if err != nil {
		return err
	}
	if len(torn) > 0 {
		if err := file.Truncate(end.size); err != nil {
			return fmt.Errorf("remove a line cut short: %w", err)
		}
		what := map[string]string{"bytes": fmt.Sprint(len(torn)), "sha256": digest(torn)}
		if end, err = l.write(file, end, KindRecovered, what); err != nil {
			return err
		}
	}
	_, err = l.write(file, end, kind, detail)
	return err
}

// open opens the file, and makes it and its name durable if it isn't there.
func (l *Log) open() (*os.File, error) {
	file, err := os.OpenFile(l.path, os.O_RDWR|os.O_APPEND, 0)
	if !errors.Is(err, os.ErrNotExist) {
		return file, err
	}
	if err := os.MkdirAll(filepath.Dir(l.path), 0o700); err != nil {
		return nil, err
	}
	file, err = os.OpenFile(l.path, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syncDir(filepath.Dir(l.path)); err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

// write appends one entry after end and returns the new end. What a full disk
// let through of it is taken back.
func (l *Log) write(file *os.File, end end, kind string, detail map[string]string) (end, error) {
	line, err := json.Marshal(Entry{Seq: end.seq + 1, At: l.now().UTC(), Kind: kind, Detail: detail, Prev: end.hash})
	if err != nil {
		return end, err
	}
	if len(line) >= maxLine {
		return end, fmt.Errorf("the entry has %d bytes, more than %d", len(line), maxLine)
	}
	_, err = file.Write(append(line, '\n'))
	if err == nil {
		err = file.Sync()
	}
	if err != nil {
		return end, errors.Join(err, file.Truncate(end.size))
	}
	end.seq++
	end.hash = digest(line)
	end.size += int64(len(line)) + 1
	return end, nil
}

// end is where a log ends: the number and hash of its last whole line, and the
// size of the file up to there.
type end struct {
	seq  int64
	hash string
	size int64
}

// tail finds the end of the log, and what comes after its last whole line.
func tail(file *os.File) (end, []byte, error) {
	info, err := file.Stat()
	if err != nil {
		return end{}, nil, err
	}
	// The last whole line and a torn one fit into twice maxLine.
	from := max(0, info.Size()-2*maxLine)
	buffer := make([]byte, info.Size()-from)
	if _, err := file.ReadAt(buffer, from); err != nil && err != io.EOF {
		return end{}, nil, err
	}
	last := bytes.LastIndexByte(buffer, '\n')
	torn := buffer[last+1:]
	if last < 0 {
		if from > 0 {
			return end{}, nil, errors.New("its end is not a log's: there is no line in it")
		}
		return end{hash: firstPrev}, torn, nil
	}
	line := buffer[bytes.LastIndexByte(buffer[:last], '\n')+1 : last]
	var entry Entry
	if err := json.Unmarshal(line, &entry); err != nil {
		return end{}, nil, fmt.Errorf("its last line is not an entry, someone has changed it: %w", err)
	}
	return end{seq: entry.Seq, hash: digest(line), size: from + int64(last) + 1}, torn, nil
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
