package knowledge

import (
	"errors"
	"fmt"
	"time"

	"carrel/knowledge/reader"
)

// notifyEvery is the least time between two notices about the same document: a
// window can show no more, and reading changes one hundreds of times a second.
const notifyEvery = 200 * time.Millisecond

// changedDocument notes that a document is not as it was.
func (l *Library) changedDocument(id string) {
	l.mu.Lock()
	l.dirty[id] = struct{}{}
	l.mu.Unlock()
	l.names.changed(id)
	l.signal()
}

// signal wakes everyone who waits for a change.
func (l *Library) signal() {
	l.mu.Lock()
	close(l.changed)
	l.changed = make(chan struct{})
	l.mu.Unlock()
	wake(l.wakeNotify)
	if l.team != nil {
		wake(l.team.wake)
	}
}

// notifyLoop tells Config.Notify what has changed, once for many changes.
func (l *Library) notifyLoop() {
	for {
		select {
		case <-l.wakeNotify:
		case <-l.work.Done():
			return
		}
		began := time.Now()
		l.mu.Lock()
		dirty := l.dirty
		l.dirty = map[string]struct{}{}
		folders := l.dirtyFolders
		collections := l.dirtyCollections
		l.dirtyFolders, l.dirtyCollections = false, false
		l.mu.Unlock()
		for id := range dirty {
			d, err := l.ownDocument(l.work, id)
			switch {
			case err == nil:
				l.config.Notify(Change{Document: &d})
			case errors.Is(err, ErrNotFound):
				l.config.Notify(Change{Removed: id})
			case l.work.Err() != nil:
				return
			default:
				l.config.Log(fmt.Sprintf("tell of document %s: %v", id, err))
			}
		}
		if folders {
			if list, err := l.Folders(l.work); err == nil {
				l.config.Notify(Change{Folders: list})
			} else if l.work.Err() == nil {
				l.config.Log(fmt.Sprintf("tell of folders: %v", err))
			}
		}
		if collections {
			if list, err := l.Collections(l.work); err == nil {
				l.config.Notify(Change{Collections: list})
			} else if l.work.Err() == nil {
				l.config.Log(fmt.Sprintf("tell of collections: %v", err))
			}
		}
		activity := l.Activity()
		l.config.Notify(Change{Activity: &activity})
		// Counting a large library takes a while: the work that is told of goes first.
		sleep(l.work, max(notifyEvery, min(4*time.Since(began), 5*notifyEvery)))
	}
}

// Activity sums up the background work. Failures to count are logged and show
// as zeros.
func (l *Library) Activity() Activity {
	totals, err := l.store.Totals(l.work)
	if err != nil && l.work.Err() == nil {
		l.config.Log(fmt.Sprintf("sum up activity: %v", err))
	}
	_, toAnalyse, err := l.store.Unanalysed(l.work)
	if err != nil && l.work.Err() == nil {
		l.config.Log(fmt.Sprintf("sum up activity: %v", err))
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	a := Activity{
		ToAnalyse: toAnalyse,
		Queued:    totals.Queued - len(l.troubled), Reading: l.current.title,
		Embedded: totals.Embedded, Failed: totals.Failed + len(l.troubled), Paused: l.paused,
		Unavailable: totals.Away, Held: l.hold,
	}
	if l.hold {
		a.Paused = "You have paused reading. What is added waits until you resume."
	}
	a.Queued = max(a.Queued, 0)
	a.Recognising, a.ToRecognise = l.scanning.title, totals.Waiting
	if l.serves.embedder != nil {
		a.ToEmbed = totals.Passages - totals.Embedded
	}
	if a.Paused == "" {
		a.SecondsLeft = l.pace.left(totals.QueuedBytes, a.ToEmbed) + float64(a.ToRecognise)*l.pace.secondsPerScan
	} else if a.Queued > 0 {
		a.SecondsLeft = l.pace.left(totals.QueuedBytes, 0)
	}
	a.Switch = l.progress(totals, a.Paused != "")
	return a
}

// pace measures how fast the background work goes, as moving averages.
type pace struct {
	bytesPerSecond    float64 // of files read
	passagesPerSecond float64 // embedded
	secondsPerScan    float64 // page whose words are recognised
}

// paceWeight is the weight of the newest measurement.
const paceWeight = 0.2

func average(old, now float64) float64 {
	if old == 0 {
		return now
	}
	return old + paceWeight*(now-old)
}

func (p *pace) read(bytes int64, took time.Duration) {
	if took > 0 {
		p.bytesPerSecond = average(p.bytesPerSecond, float64(bytes)/took.Seconds())
	}
}

func (p *pace) embed(passages int, took time.Duration) {
	if took > 0 {
		p.passagesPerSecond = average(p.passagesPerSecond, float64(passages)/took.Seconds())
	}
}

func (p *pace) scan(took time.Duration) {
	p.secondsPerScan = average(p.secondsPerScan, took.Seconds())
}

// left estimates the seconds that the work takes, 0 if that is not known yet.
func (p *pace) left(bytes int64, passages int) float64 {
	var seconds float64
	if bytes > 0 && p.bytesPerSecond > 0 {
		seconds += float64(bytes) / p.bytesPerSecond
	}
	if passages > 0 && p.passagesPerSecond > 0 {
		seconds += float64(passages) / p.passagesPerSecond
	}
	return seconds
}

var _ Reader = (*reader.Client)(nil)
