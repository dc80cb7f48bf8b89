package ocr

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"carrel/knowledge/reader"
)

// Renderer draws pages; *reader.Client is one.
type Renderer interface {
	// Render gives the picture of one page, from 1.
	Render(ctx context.Context, src reader.Source, page int) (reader.Picture, error)
}

// Config says how words are recognised.
type Config struct {
	Renderer Renderer
	// Command is the argv of the child, `carrel recogniser`.
	Command []string
	// Program is the path of tesseract; "" looks for it where systems have it.
	Program string
	// Languages gives the codes of the languages to recognise ("deu"), as a
	// person chose them; nil, or no codes: those of DefaultLanguages.
	Languages func() []string
	// Timeout is the most time that one page may take. Default 3 minutes: a full
	// page takes 1 to 4 s on an idle processor.
	Timeout time.Duration
	Log     func(string) // what went wrong with a child, for the log; may be nil
}

// Recogniser recognises the words of one page at a time.
type Recogniser struct {
	config  Config
	program named
}

// New returns a recogniser. It starts and looks for nothing.
func New(c Config) *Recogniser {
	if c.Timeout <= 0 {
		c.Timeout = 3 * time.Minute
	}
	if c.Languages == nil {
		c.Languages = func() []string { return nil }
	}
	if c.Log == nil {
		c.Log = func(string) {}
	}
	return &Recogniser{config: c}
}

// Ready gives the codes of the languages that pages would be recognised in now.
// If they cannot be, the error is a *reader.Problem with the code CodeOCRMissing
// that says how to get what is missing.
func (r *Recogniser) Ready() (languages []string, err error) {
	_, languages, err = r.ready()
	return languages, err
}

// ready looks anew each time: tesseract may have been installed meanwhile.
func (r *Recogniser) ready() (Installation, []string, error) {
	found := Find(r.config.Program)
	if found.Program == "" {
		return found, nil, &reader.Problem{Code: reader.CodeOCRMissing, Message: "Pages of this document are pictures. To recognise the words in them Carrel needs the program tesseract, which isn't installed. " + HowToInstall() + " Then try again."}
	}
	chosen := r.config.Languages()
	if len(chosen) == 0 {
		chosen = DefaultLanguages(found.Languages)
	}
	languages := found.having(chosen)
	if len(languages) == 0 {
		return found, nil, &reader.Problem{Code: reader.CodeOCRMissing, Message: "Pages of this document are pictures, and the program tesseract is installed, but without " + InWords(chosen, "or") + ". " + HowToAdd(chosen) + " Then try again."}
	}
	return found, languages, nil
}

// maxTable bounds what tesseract may answer: some 100,000 words.
const maxTable = 16 << 20

// Recognise gives the words of one page. An error that is a *reader.Problem is
// about the page, or says that tesseract is missing.
func (r *Recogniser) Recognise(ctx context.Context, src reader.Source, page int) (reader.Recognition, error) {
	found, languages, err := r.ready()
	if err != nil {
		return reader.Recognition{}, err
	}
	picture, err := r.config.Renderer.Render(ctx, src, page)
	if err != nil {
		return reader.Recognition{}, err
	}
	table, err := r.run(ctx, found, languages, picture)
	if err != nil {
		return reader.Recognition{}, err
	}
	result, err := readTable(table, picture.PictureInfo)
	if err != nil {
		r.config.Log(fmt.Sprintf("tesseract's answer to page %d of %q: %v", page, src.Path, err))
		return reader.Recognition{}, failed("gave an answer that makes no sense on")
	}
	result.Languages, result.Program = languages, r.programName(ctx, found)
	return result, nil
}

func failed(what string) *reader.Problem {
	return &reader.Problem{Code: reader.CodeCrashed, Message: "The program tesseract " + what + " this page, so its words could not be recognised. Other pages are not affected."}
}

// child is a child that becomes tesseract.
func (r *Recogniser) child(ctx context.Context, found Installation, args ...string) *exec.Cmd {
	argv := slices.Concat(r.config.Command, []string{"--tesseract", found.Program, "--tessdata", found.Data}, args)
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

// run has a child recognise a picture and returns its table of words.
func (r *Recogniser) run(ctx context.Context, found Installation, languages []string, picture reader.Picture) ([]byte, error) {
	limited, cancel := context.WithTimeout(ctx, r.config.Timeout)
	defer cancel()
	args := []string{"--languages", strings.Join(languages, "+"), "--dpi", strconv.Itoa(picture.DPI)}
	if found.orientation {
		args = append(args, "--orient")
	}
	cmd := r.child(limited, found, args...)
	head := fmt.Sprintf("P5\n%d %d\n255\n", picture.Width, picture.Height)
	cmd.Stdin = io.MultiReader(strings.NewReader(head), bytes.NewReader(picture.Grey.Pix))
	table, said := &capped{limit: maxTable}, &tail{}
	cmd.Stdout, cmd.Stderr = table, said
	// Where the system can do it the child ends with this process: with the
	// thread that started it, which therefore has to stay.
	endWithParent(cmd)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case limited.Err() != nil || outOfTime(cmd.ProcessState):
		r.config.Log(fmt.Sprintf("tesseract took too long: %s", said))
		return nil, &reader.Problem{Code: reader.CodeTimeout, Message: "Recognising the words of this page took too long, so Carrel gave up on it. Other pages are not affected."}
	case table.over:
		return nil, failed("found far too much on")
	case err != nil:
		r.config.Log(fmt.Sprintf("tesseract: %v: %s", err, said))
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			return nil, fmt.Errorf("start the recogniser: %w", err)
		}
		return nil, failed("stopped on")
	}
	return table.buf, nil
}

// capped keeps what is written to it up to a limit.
type capped struct {
	buf   []byte
	limit int
	over  bool
}

func (c *capped) Write(p []byte) (int, error) {
	if len(c.buf)+len(p) > c.limit {
		c.over = true
		return 0, io.ErrShortWrite
	}
	c.buf = append(c.buf, p...)
	return len(p), nil
}

// tail keeps the end of what tesseract says.
type tail struct{ buf []byte }

func (t *tail) Write(p []byte) (int, error) {
	const keep = 2 << 10
	t.buf = append(t.buf, p...)
	if over := len(t.buf) - keep; over > 0 {
		t.buf = append(t.buf[:0], t.buf[over:]...)
	}
	return len(p), nil
}

func (t *tail) String() string {
	return strings.TrimSpace(strings.ToValidUTF8(string(t.buf), "?"))
}
