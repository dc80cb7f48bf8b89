package audit

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestMain is also the process that TestKilledWhileWriting kills.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "append-forever" {
		log := New(os.Args[2])
		for n := 1; ; n++ {
			if err := log.Append("test", map[string]string{"n": fmt.Sprint(n)}); err != nil {
				os.Stderr.WriteString(err.Error())
				os.Exit(1)
			}
			fmt.Println(n) // acknowledged
		}
	}
	os.Exit(m.Run())
}

// written makes a log of n entries.
func written(t *testing.T, n int) (*Log, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "new folder", "audit.jsonl")
	log := New(path)
	for i := range n {
		if err := log.Append("link.open", map[string]string{"host": fmt.Sprintf("host%d.example", i)}); err != nil {
			t.Fatal(err)
		}
	}
	return log, path
}

func verify(t *testing.T, path string) Report {
	t.Helper()
	report, err := Verify(path)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestAppendAndVerify(t *testing.T) {
	_, path := written(t, 3)
	report := verify(t, path)
	if len(report.Entries) != 3 || report.Torn != 0 || report.Broken != nil {
		t.Fatalf("report %+v", report)
	}
	last := report.Entries[2]
	if last.Seq != 3 || last.Kind != "link.open" || last.Detail["host"] != "host2.example" || time.Since(last.At) > time.Minute {
		t.Errorf("last entry %+v", last)
	}
	if report.Entries[0].Prev != firstPrev || last.Prev == report.Entries[1].Prev || report.Head == last.Prev {
		t.Error("the hashes don't chain")
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want only the user to read it", info.Mode(), err)
	}
}

func TestMissingLogIsEmpty(t *testing.T) {
	report := verify(t, filepath.Join(t.TempDir(), "audit.jsonl"))
	if len(report.Entries) != 0 || report.Head != firstPrev {
		t.Errorf("report %+v", report)
	}
}

func TestTamperingShows(t *testing.T) {
	for name, c := range map[string]struct {
		change func(lines [][]byte) [][]byte
		line   int // where it shows
	}{
		"a changed word": {func(l [][]byte) [][]byte {
			l[1] = bytes.Replace(l[1], []byte("host1"), []byte("host9"), 1)
			return l
		}, 3},
		"a removed line":    {func(l [][]byte) [][]byte { return append(l[:1:1], l[2:]...) }, 2},
		"a removed first":   {func(l [][]byte) [][]byte { return l[1:] }, 1},
		"two lines swapped": {func(l [][]byte) [][]byte { l[1], l[2] = l[2], l[1]; return l }, 2},
		"a repeated line":   {func(l [][]byte) [][]byte { return append(l[:2:2], l[1:]...) }, 3},
		"not JSON":          {func(l [][]byte) [][]byte { l[2] = []byte("hello\n"); return l }, 3},
		"an endless line":   {func(l [][]byte) [][]byte { l[2] = append(bytes.Repeat([]byte("x"), maxLine), '\n'); return l }, 3},
		"a blank line":      {func(l [][]byte) [][]byte { return append(l[:2:2], []byte("\n"), l[2]) }, 3},
		"a space added":     {func(l [][]byte) [][]byte { l[0] = append([]byte(" "), l[0]...); return l }, 2},
		"a number out of row": {func(l [][]byte) [][]byte {
			l[3] = bytes.Replace(l[3], []byte(`"seq":4`), []byte(`"seq":5`), 1)
			return l
		}, 4},
	} {
		t.Run(name, func(t *testing.T) {
			_, path := written(t, 4)
			whole, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			lines := bytes.SplitAfter(whole, []byte("\n"))
			changed := bytes.Join(c.change(lines[:len(lines)-1]), nil)
			if err := os.WriteFile(path, changed, 0o600); err != nil {
				t.Fatal(err)
			}
			report, err := Verify(path)
			var broken *Broken
			if !errors.As(err, &broken) || broken != report.Broken {
				t.Fatalf("error %v, want a *Broken", err)
			}
			if broken.Line != c.line || len(report.Entries) != c.line-1 {
				t.Errorf("broken at line %d after %d entries, want line %d: %v", broken.Line, len(report.Entries), c.line, broken)
			}
		})
	}
}

func TestTornLastLineIsRecovered(t *testing.T) {
	log, path := written(t, 2)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for cut := 1; cut < 100; cut += 7 {
		torn := whole[:len(whole)-cut]
		if err := os.WriteFile(path, torn, 0o600); err != nil {
			t.Fatal(err)
		}
		if report := verify(t, path); len(report.Entries) != 1 || report.Torn == 0 {
			t.Fatalf("cut %d: before: %+v", cut, report)
		}
		if err := log.Append("link.open", nil); err != nil {
			t.Fatal(err)
		}
		report := verify(t, path)
		if len(report.Entries) != 3 || report.Torn != 0 {
			t.Fatalf("cut %d: after: %+v", cut, report)
		}
		recovered := report.Entries[1]
		lost := torn[bytes.LastIndexByte(torn, '\n')+1:]
		if recovered.Kind != KindRecovered || recovered.Detail["bytes"] != fmt.Sprint(len(lost)) || recovered.Detail["sha256"] != digest(lost) {
			t.Errorf("cut %d: the entry that says so: %+v", cut, recovered)
		}
	}
}

func TestKilledWhileWriting(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	for round := range 5 {
		before := len(verify(t, path).Entries)
		cmd := exec.Command(os.Args[0], "append-forever", path)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		acknowledged := bufio.NewReader(out)
		if _, err := acknowledged.ReadString('\n'); err != nil {
			t.Fatalf("round %d: nothing was written: %v", round, err)
		}
		time.Sleep(time.Duration(17*round) * time.Millisecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		rest, err := io.ReadAll(acknowledged)
		if err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // killed
		n := 1 + bytes.Count(rest, []byte("\n"))
		if report := verify(t, path); len(report.Entries)-before < n {
			t.Fatalf("round %d: %d entries were acknowledged, %d are there", round, n, len(report.Entries)-before)
		}
	}
	if err := New(path).Append("test", nil); err != nil {
		t.Fatal(err)
	}
	if report := verify(t, path); report.Torn != 0 || len(report.Entries) < 5 {
		t.Errorf("after all: %d entries, %d torn bytes", len(report.Entries), report.Torn)
	}
}

func TestManyWriters(t *testing.T) {
	_, path := written(t, 1)
	var writers sync.WaitGroup
	for range 8 {
		writers.Go(func() {
			log := New(path) // as in another process: its own open file, its own lock
			for range 5 {
				if err := log.Append("test", nil); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	if report := verify(t, path); len(report.Entries) != 41 {
		t.Errorf("%d entries, want 41", len(report.Entries))
	}
}

func TestRefusedEntries(t *testing.T) {
	log, path := written(t, 1)
	if err := log.Append("test", map[string]string{"x": strings.Repeat("x", maxLine)}); err == nil {
		t.Error("an entry that Verify can't read was written")
	}
	if err := os.WriteFile(path, []byte("hello\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := log.Append("test", nil); err == nil || !strings.Contains(err.Error(), "changed it") {
		t.Errorf("an entry was chained to a line that is none: %v", err)
	}
	if err := os.WriteFile(path, bytes.Repeat([]byte("x"), 3*maxLine), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := log.Append("test", nil); err == nil {
		t.Error("a file that is no log was taken for one")
	}
	if err := New(filepath.Join(path, "below a file")).Append("test", nil); err == nil {
		t.Error("a log below a file was accepted")
	}
}

func TestFullDiskTakesNothingHalf(t *testing.T) {
	log, path := written(t, 2)
	full, err := os.OpenFile("/dev/full", os.O_RDWR, 0)
	if err != nil {
		t.Skip("no /dev/full here: ", err)
	}
	defer full.Close()
	// The device refuses every write as a full disk does, and can't be
	// truncated either: both errors have to arrive.
	if _, err := log.write(full, end{hash: firstPrev}, "test", nil); err == nil {
		t.Error("a write that failed counts as done")
	}
	if report := verify(t, path); len(report.Entries) != 2 {
		t.Errorf("%d entries, want 2", len(report.Entries))
	}
}

// FuzzAppendAfter checks that Append either refuses a file or makes a log of it
// whose own entry Verify reaches if the part before it verifies.
func FuzzAppendAfter(f *testing.F) {
	good := `{"seq":1,"at":"2026-11-24T00:00:00Z","kind":"k","prev":"` + firstPrev + `"}`
	f.Add([]byte(""))
	f.Add([]byte(good))
	f.Add([]byte(good + "\n"))
	f.Add([]byte(good + "\n\n"))
	f.Add([]byte(good + "\n" + good + "\n"))
	f.Add([]byte("\n{"))
	f.Fuzz(func(t *testing.T, content []byte) {
		path := filepath.Join(t.TempDir(), "audit.jsonl")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		before, errBefore := Verify(path)
		errAppend := New(path).Append("fuzz", nil)
		after, errAfter := Verify(path)
		if errBefore != nil {
			if errAfter == nil {
				t.Error("Append mended a broken log")
			}
			return
		}
		if errAppend != nil || errAfter != nil {
			t.Fatalf("Append %v, Verify %v after a log that was whole", errAppend, errAfter)
		}
		if after.Torn != 0 || after.Entries[len(after.Entries)-1].Kind != "fuzz" || len(after.Entries) <= len(before.Entries) {
			t.Errorf("before %d entries and %d torn bytes, after %+v", len(before.Entries), before.Torn, after)
		}
	})
}
