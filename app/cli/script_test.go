package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"carrel/app/internal/testbinary"
	"carrel/inference"
	"carrel/inference/adaptertest"
	"carrel/inference/models"
	"carrel/inference/models/modeltest"
	"carrel/inference/rerankertest"
	"carrel/knowledge"
	"carrel/knowledge/index"
	"carrel/knowledge/ocr"
	"carrel/knowledge/parse/pdftest"
	"carrel/knowledge/reader"
)

var carrel string // the program under test

func TestMain(m *testing.M) {
	path, clean, err := testbinary.Path()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	carrel = path
	code := m.Run()
	clean()
	os.Exit(code)
}

// TestScript runs testdata/script over the real program, with the real engine
// and models where they are set up. What the scripts may use besides
// testscript's own commands is in commands.
func TestScript(t *testing.T) {
	bin := t.TempDir() // so that the scripts can say carrel, whatever its file is called
	if err := os.Symlink(carrel, filepath.Join(bin, "carrel")); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:  "testdata/script",
		Cmds: commands,
		Setup: func(env *testscript.Env) error {
			home := filepath.Join(env.WorkDir, "home")
			env.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
			env.Setenv("CARREL_BIN", carrel)
			env.Setenv("CARREL_RESOURCES", os.Getenv("CARREL_RESOURCES"))
			env.Setenv("CARREL_HOME", home)
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("DBUS_SESSION_BUS_ADDRESS", "autolaunch:") // nobody's keyring
			return testbinary.ShareCache(home)
		},
		Condition: func(name string) (bool, error) {
			switch name {
			case "engine":
				_, err := models.ResourceDir()
				return err == nil, nil
			case "tesseract":
				found := ocr.Find("")
				return found.Program != "" && slices.Contains(found.Languages, "eng"), nil
			case "root":
				return os.Getuid() == 0, nil
			}
			return false, fmt.Errorf("unknown condition %q", name)
		},
	})
}

var commands = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	// exits CODE[|CODE...] PROGRAM ARGS... runs a program that must end with one
	// of the codes.
	"exits": func(ts *testscript.TestScript, neg bool, args []string) {
		code := 0
		if err := ts.Exec(args[1], args[2:]...); err != nil {
			code = -1
			if exit, ok := err.(*exec.ExitError); ok {
				code = exit.ExitCode()
			}
		}
		if !slices.Contains(strings.Split(args[0], "|"), strconv.Itoa(code)) {
			ts.Fatalf("%s ended with %d, want %s", strings.Join(args[1:], " "), code, args[0])
		}
	},
	// adapter FILE makes a small LoRA adapter for the bundled chat model.
	"adapter": func(ts *testscript.TestScript, neg bool, args []string) {
		ts.Check(adaptertest.Make(ts.MkAbs(args[0]), 1, nil))
	},
	// reranker FILE makes a cross-encoder of the bundled embedding model.
	"reranker": func(ts *testscript.TestScript, neg bool, args []string) {
		ts.Check(rerankertest.Write(ts.MkAbs(args[0]), nil))
	},
	// model FILE NAME [nan] makes a small embedding model, with nan one of no use.
	"model": func(ts *testscript.TestScript, neg bool, args []string) {
		o := modeltest.Options{Name: args[1]}
		if len(args) > 2 {
			nan := float32(math.NaN())
			o.Scale = &nan
		}
		ts.Check(modeltest.Make(ts.MkAbs(args[0]), o))
	},
	// crashing FILE makes a model that writes, by its header, and kills the engine
	// that loads it.
	"crashing": func(ts *testscript.TestScript, neg bool, args []string) {
		ts.Check(modeltest.MakeCrashing(ts.MkAbs(args[0]), inference.KindChat))
	},
	// displaced notes in a home's state that the models which crashed there could not be
	// computed on a graphics processor, which no machine of the tests has.
	"displaced": func(ts *testscript.TestScript, neg bool, args []string) {
		var crashed []map[string]any
		data, err := os.ReadFile(ts.MkAbs("home/state/model-crashes.json"))
		ts.Check(err)
		ts.Check(json.Unmarshal(data, &crashed))
		for _, c := range crashed {
			c["tried"] = []map[string]any{{"place": inference.Place{Backend: "CUDA"}, "why": "There is no memory.", "at": c["last"]}}
		}
		data, err = json.Marshal(crashed)
		ts.Check(err)
		ts.Check(os.WriteFile(ts.MkAbs("home/state/model-places.json"), data, 0o600))
	},
	// mirror FILE CONFIG serves a file as every model there is, and writes settings
	// that name it as the place to download from. Where FILE is a number, each
	// request is answered with that status.
	"mirror": func(ts *testscript.TestScript, neg bool, args []string) {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if status, err := strconv.Atoi(args[0]); err == nil {
				w.WriteHeader(status)
				return
			}
			http.ServeFile(w, r, ts.MkAbs(args[0]))
		}))
		ts.Defer(server.Close)
		config, err := json.Marshal(map[string]string{"model_mirror": server.URL, "proxy": "none"})
		ts.Check(err)
		ts.Check(os.MkdirAll(filepath.Dir(ts.MkAbs(args[1])), 0o700))
		ts.Check(os.WriteFile(ts.MkAbs(args[1]), config, 0o600))
	},
	// pdf [-password WORD] [-cut] FILE PAGE... makes a PDF of pages of text; -cut
	// leaves out its second half.
	"pdf": func(ts *testscript.TestScript, neg bool, args []string) {
		var d pdftest.Document
		cut := false
		for strings.HasPrefix(args[0], "-") {
			if args[0] == "-cut" {
				cut, args = true, args[1:]
			} else {
				d.Password, args = args[1], args[2:]
			}
		}
		for _, text := range args[1:] {
			d.Pages = append(d.Pages, pdftest.Page{Text: strings.ReplaceAll(text, `\n`, "\n")})
		}
		data := d.Bytes()
		if cut {
			data = data[:len(data)/2]
		}
		ts.Check(os.WriteFile(ts.MkAbs(args[0]), data, 0o644))
	},
	// scan FILE TEXT [PRINTED] makes a picture of text as a scanner sees it: a PNG,
	// or a PDF of that page and one that is printed.
	"scan": func(ts *testscript.TestScript, neg bool, args []string) {
		print := filepath.Join(ts.Getenv("WORK"), "print.pdf")
		page := pdftest.Page{Text: strings.ReplaceAll(args[1], `\n`, "\n")}
		ts.Check(os.WriteFile(print, (pdftest.Document{Pages: []pdftest.Page{page}}).Bytes(), 0o600))
		defer os.Remove(print)
		client := reader.New(reader.Config{Command: []string{carrel, "reader", "--cache", filepath.Join(ts.Getenv("CARREL_HOME"), "cache", "parser")}})
		defer client.Close()
		picture, err := client.Render(context.Background(), reader.Source{Path: print}, 1)
		ts.Check(err)
		var data bytes.Buffer
		if len(args) > 2 {
			data.Write((pdftest.Document{Pages: []pdftest.Page{{Scan: picture.Grey}, {Text: args[2]}}}).Bytes())
		} else {
			ts.Check(png.Encode(&data, picture.Grey))
		}
		ts.Check(os.WriteFile(ts.MkAbs(args[0]), data.Bytes(), 0o644))
	},
	// languages DIR CODE... makes a folder of tesseract's languages that are all
	// English.
	"languages": func(ts *testscript.TestScript, neg bool, args []string) {
		data, err := os.ReadFile(filepath.Join(ocr.Find("").Data, "eng.traineddata"))
		ts.Check(err)
		dir := ts.MkAbs(args[0])
		ts.Check(os.Mkdir(dir, 0o755))
		for _, code := range args[1:] {
			ts.Check(os.WriteFile(filepath.Join(dir, code+".traineddata"), data, 0o644))
		}
	},
	// longpdf FILE N makes a PDF of N pages, each with words of its own.
	"longpdf": func(ts *testscript.TestScript, neg bool, args []string) {
		n, err := strconv.Atoi(args[1])
		ts.Check(err)
		var pages []string
		for i := range n {
			pages = append(pages, fmt.Sprintf("Chapter %d tells of the lighthouse keeper number%d and of the sea.", i+1, i+1))
		}
		ts.Check(os.WriteFile(ts.MkAbs(args[0]), pdftest.Make(pages), 0o644))
	},
	// oddname makes a file whose name has a newline and an emoji, and sets ODD to it.
	"oddname": func(ts *testscript.TestScript, neg bool, args []string) {
		ts.Setenv("ODD", "two\nlines 🍐.txt")
		ts.Check(os.WriteFile(ts.MkAbs("two\nlines 🍐.txt"), []byte("The pear is a fruit with an odd name.\n"), 0o644))
	},
	// jpeg FILE makes a picture.
	"jpeg": func(ts *testscript.TestScript, neg bool, args []string) {
		var picture bytes.Buffer
		ts.Check(jpeg.Encode(&picture, image.NewGray(image.Rect(0, 0, 8, 8)), nil))
		ts.Check(os.WriteFile(ts.MkAbs(args[0]), picture.Bytes(), 0o644))
	},
	// sharecache HOME gives another home the cache that all tests use.
	"sharecache": func(ts *testscript.TestScript, neg bool, args []string) {
		ts.Check(testbinary.ShareCache(ts.MkAbs(args[0])))
	},
	// json PATH REGEXP checks a value of the JSON on standard output.
	"json": func(ts *testscript.TestScript, neg bool, args []string) {
		got := jsonAt(ts, args[0])
		if regexp.MustCompile("^(?:"+args[1]+")$").MatchString(got) == neg {
			ts.Fatalf("%s is %q, neg %v, want %s", args[0], got, neg, args[1])
		}
	},
	// setjson NAME PATH keeps a value of the JSON on standard output in a variable.
	"setjson": func(ts *testscript.TestScript, neg bool, args []string) {
		ts.Setenv(args[0], jsonAt(ts, args[1]))
	},
	// hits checks that each hit of the search on standard output is exactly what
	// stands at its place.
	"hits": func(ts *testscript.TestScript, neg bool, args []string) {
		var results knowledge.Results
		ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &results))
		if len(results.Hits) == 0 {
			ts.Fatalf("no hits")
		}
		for _, h := range results.Hits {
			ts.Check(ts.Exec("carrel", "text", h.Document.ID, "--page", strconv.Itoa(h.Page), "--json"))
			var text struct{ Pages []reader.Page }
			ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &text))
			if got := string([]rune(text.Pages[0].Text)[h.Start:h.End]); got != h.Text {
				ts.Fatalf("hit %d says %q, its place %q", h.Rank, h.Text, got)
			}
		}
	},
	// serve [ARGS...] starts carrel serve and sets URL and TOKEN.
	"serve": func(ts *testscript.TestScript, neg bool, args []string) {
		cmd := exec.Command(carrel, append([]string{"serve", "--home", ts.Getenv("CARREL_HOME")}, args...)...)
		cmd.Dir = ts.Getenv("WORK")
		cmd.Env = append(os.Environ(), "CARREL_RESOURCES="+ts.Getenv("CARREL_RESOURCES"), "DBUS_SESSION_BUS_ADDRESS="+ts.Getenv("DBUS_SESSION_BUS_ADDRESS"))
		cmd.Stderr = ts.Stderr()
		out, err := cmd.StdoutPipe()
		ts.Check(err)
		ts.Check(cmd.Start())
		s := &server{cmd: cmd, ended: make(chan struct{})}
		servers.Store(ts.Name(), s)
		ts.Defer(func() { cmd.Process.Kill(); <-s.ended })
		line := make(chan string, 1)
		go func() {
			lines := bufio.NewReader(out)
			text, _ := lines.ReadString('\n')
			if slices.Contains(args, "--openai") { // a second line
				more, _ := lines.ReadString('\n')
				text += more
			}
			line <- text
			rest, _ := io.ReadAll(lines)
			s.rest = string(rest)
			s.err = cmd.Wait()
			close(s.ended)
		}()
		select {
		case text := <-line:
			first, more, _ := strings.Cut(strings.TrimSuffix(text, "\n"), "\n")
			address, token, ok := strings.Cut(first, "/?token=")
			if more != "" { // with --openai
				at, key, named := strings.Cut(strings.TrimPrefix(more, "For other programs: "), "  key ")
				ok = ok && named && at == address+"/v1"
				ts.Setenv("KEY", key)
			}
			if !ok || strings.Contains(token, "\n") || !strings.HasPrefix(address, "http://127.0.0.1:") {
				ts.Fatalf("serve printed %q, want one line with its address", text)
			}
			ts.Setenv("URL", address)
			ts.Setenv("TOKEN", token)
		case <-time.After(patience):
			ts.Fatalf("serve printed no address")
		}
	},
	// endserve TERM|INT|KILL ends what serve started; but for KILL it must end well.
	"endserve": func(ts *testscript.TestScript, neg bool, args []string) {
		started, _ := servers.Load(ts.Name())
		s := started.(*server)
		ts.Check(s.cmd.Process.Signal(signals[args[0]]))
		select {
		case <-s.ended:
		case <-time.After(patience):
			ts.Fatalf("serve did not end")
		}
		if args[0] != "KILL" && s.err != nil {
			ts.Fatalf("serve ended with %v", s.err)
		}
		if s.rest != "" {
			ts.Fatalf("serve printed more than its address: %q", s.rest)
		}
	},
	// http STATUS METHOD PATH [TOKEN [FILE]] makes a request of what serve started,
	// with the file as its body, and leaves the reply in the file reply.
	"http": func(ts *testscript.TestScript, neg bool, args []string) {
		var content io.Reader
		if len(args) > 4 {
			content = strings.NewReader(ts.ReadFile(args[4]))
		}
		r, err := http.NewRequest(args[1], ts.Getenv("URL")+args[2], content)
		ts.Check(err)
		if len(args) > 3 {
			r.Header.Set("Authorization", "Bearer "+args[3])
		}
		response, err := http.DefaultClient.Do(r)
		ts.Check(err)
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		ts.Check(err)
		ts.Check(os.WriteFile(ts.MkAbs("reply"), body, 0o644))
		if strconv.Itoa(response.StatusCode) != args[0] {
			ts.Fatalf("%s %s: %s, want %s\n%s", args[1], args[2], response.Status, args[0], body)
		}
	},
	// fill FILE LEAVE writes until the disk is full but for so many KB.
	"fill": func(ts *testscript.TestScript, neg bool, args []string) {
		file, err := os.Create(ts.MkAbs(args[0]))
		ts.Check(err)
		defer file.Close()
		for err == nil {
			_, err = file.Write(make([]byte, 4096))
		}
		if !errors.Is(err, syscall.ENOSPC) {
			ts.Fatalf("fill: %v", err)
		}
		leave, err := strconv.ParseInt(args[1], 10, 64)
		ts.Check(err)
		info, err := file.Stat()
		ts.Check(err)
		ts.Check(file.Truncate(info.Size() - leave<<10))
	},
	"tmpfs":   mountTmpfs,
	"remount": remountTmpfs,
	// sql STATEMENT changes the library, which nobody may have open.
	"sql": func(ts *testscript.TestScript, neg bool, args []string) {
		store, err := index.Open(context.Background(), filepath.Join(ts.Getenv("CARREL_HOME"), "data", "carrel.db"))
		ts.Check(err)
		_, err = store.DB().Exec(args[0])
		ts.Check(err)
		ts.Check(store.Close())
	},
}

type server struct {
	cmd   *exec.Cmd
	ended chan struct{}
	rest  string // what it printed after its address
	err   error
}

// servers has the *server of each script; scripts run side by side.
var servers sync.Map

// jsonAt gives a value of the JSON on standard output: "documents.0.state";
// "hits.len" is a list's length.
func jsonAt(ts *testscript.TestScript, path string) string {
	var v any
	if err := json.Unmarshal([]byte(ts.ReadFile("stdout")), &v); err != nil {
		ts.Fatalf("standard output is not one JSON value: %v", err)
	}
	for _, step := range strings.Split(path, ".") {
		switch at := v.(type) {
		case map[string]any:
			var ok bool
			if v, ok = at[step]; !ok {
				ts.Fatalf("%s: there is no %q", path, step)
			}
		case []any:
			if step == "len" {
				v = float64(len(at))
				continue
			}
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(at) {
				ts.Fatalf("%s: no %q in a list of %d", path, step, len(at))
			}
			v = at[i]
		default:
			ts.Fatalf("%s: nothing below %v", path, v)
		}
	}
	if s, ok := v.(string); ok {
		return s
	}
	data, err := json.Marshal(v)
	ts.Check(err)
	return string(data)
}
