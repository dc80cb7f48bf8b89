package app

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// watched makes an App of only a store that tells of its care.
func watched(t *testing.T) (*App, *Subscription) {
	t.Helper()
	a := library(t, t.TempDir())
	a.hub, a.log = newHub(), openLog(filepath.Join(a.options.Folders.State, "carrel.log"))
	a.ctx, a.cancel = context.WithCancel(t.Context())
	a.beginUse()
	t.Cleanup(func() {
		a.care.close()
		a.running.Wait()
		a.log.close()
	})
	events := a.Subscribe()
	t.Cleanup(events.Close)
	return a, events
}

// ended waits for the end of the care that runs, and gives every step it told of.
func ended(t *testing.T, events *Subscription) (Care, []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var steps []string
	for {
		e, ok := events.Next(ctx)
		if !ok {
			t.Fatal("the care of the library doesn't end")
		}
		if e.Care == nil {
			continue
		}
		if e.Care.State != CareRunning {
			return *e.Care, steps
		}
		if n := len(steps); n == 0 || steps[n-1] != e.Care.Step {
			steps = append(steps, e.Care.Step)
		}
	}
}

func TestCareTellsOfABackup(t *testing.T) {
	a, events := watched(t)
	path := filepath.Join(t.TempDir(), "b.zip")
	if _, err := a.CareFor(CareRequest{Kind: CareBackup, Path: "b.zip"}); !isCode(err, CodeBadRequest) {
		t.Errorf("a path from nowhere: %v", err)
	}
	if _, err := a.CareFor(CareRequest{Kind: "wash"}); !isCode(err, CodeBadRequest) {
		t.Errorf("an unknown kind: %v", err)
	}
	if _, err := a.CareFor(CareRequest{Kind: CareBackup, Path: path}); err != nil {
		t.Fatal(err)
	}
	care, steps := ended(t, events)
	if care.State != CareDone || care.Backup == nil || care.Backup.Documents != 2 || care.Path != path {
		t.Errorf("ended as %+v", care)
	}
	if len(steps) < 3 || steps[0] != StepCopy || steps[1] != StepWrite || steps[2] != StepVerify {
		t.Errorf("told of the steps %q", steps)
	}
	if last := a.options.Folders.lastBackup(); last == nil || last.Path != path || time.Since(last.Made) > time.Hour {
		t.Errorf("the last backup is %+v", last)
	}
	if _, err := a.CareFor(CareRequest{Kind: CareBackup, Path: path}); err != nil {
		t.Fatal(err)
	}
	if care, _ := ended(t, events); care.State != CareFailed || care.Code != CodeExists {
		t.Errorf("over a file that is there: %+v", care)
	}
}

func TestCareIsCancelled(t *testing.T) {
	a, events := watched(t)
	dir := t.TempDir()
	a.uploads.Lock() // so that the backup cannot be done before it is cancelled
	begun, err := a.CareFor(CareRequest{Kind: CareBackup, Path: filepath.Join(dir, "b.zip")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.CareFor(CareRequest{Kind: CareCheck}); !isCode(err, CodeBusy) {
		t.Errorf("two at once: %v", err)
	}
	if err := a.Cancel(begun.Job); err != nil {
		t.Fatal(err)
	}
	a.uploads.Unlock()
	if care, _ := ended(t, events); care.State != CareCancelled || care.Error != "" {
		t.Errorf("ended as %+v", care)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("it left %v, %v", left, err)
	}
	if a.options.Folders.lastBackup() != nil {
		t.Error("it counts as a backup")
	}
}

func TestBackupIsDue(t *testing.T) {
	now := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	days := func(n int) time.Time { return now.AddDate(0, 0, -n) }
	for _, c := range []struct {
		documents int
		oldest    time.Time
		last      *MadeBackup
		due       bool
	}{
		{0, now, nil, false},
		{0, now, &MadeBackup{Made: days(90)}, false},
		{3, days(5), nil, false},
		{3, days(40), nil, true},
		{3, days(90), &MadeBackup{Made: days(5)}, false},
		{3, days(90), &MadeBackup{Made: days(40)}, true},
	} {
		if got := backupDue(c.documents, c.oldest, c.last, now); got != c.due {
			t.Errorf("%d documents since %s, last %+v: due %v", c.documents, c.oldest, c.last, got)
		}
	}
}
