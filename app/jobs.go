package app

import (
	"context"
	"crypto/rand"
	"sync"
	"time"

	"carrel/app/ask"
)

// Job is an answer on its way.
type Job struct {
	ID   string
	Chat string
	Turn string
}

// jobs are the answers that are being written.
type jobs struct {
	mu      sync.Mutex
	running map[string]context.CancelFunc
	answers map[string]string // the job of each turn whose answer is being written
	closed  bool
	wg      sync.WaitGroup
}

func (j *jobs) start(id string, cancel context.CancelFunc) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.closed {
		return errClosing
	}
	if j.running == nil {
		j.running = map[string]context.CancelFunc{}
	}
	j.running[id] = cancel
	j.wg.Add(1)
	return nil
}

func (j *jobs) end(id string) {
	j.mu.Lock()
	cancel := j.running[id]
	delete(j.running, id)
	j.mu.Unlock()
	cancel()
	j.wg.Done()
}

// begun says which turn's answer a job writes, and ended that it does no more.
func (j *jobs) begun(id, turn string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.answers == nil {
		j.answers = map[string]string{}
	}
	j.answers[turn] = id
}

func (j *jobs) ended(turn string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	delete(j.answers, turn)
}

func (j *jobs) any() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return len(j.running) > 0
}

// finish takes no new job and waits for those there are.
func (j *jobs) finish(patience time.Duration) {
	j.mu.Lock()
	j.closed = true
	j.mu.Unlock()
	done := make(chan struct{})
	go func() {
		j.wg.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(patience):
	}
}

// drain cancels every job and waits for its end; the caller sees to it that no
// new one begins meanwhile.
func (j *jobs) drain() {
	j.mu.Lock()
	for _, cancel := range j.running {
		cancel()
	}
	j.mu.Unlock()
	j.wg.Wait()
}

// stop cancels every job and waits for its end.
func (j *jobs) stop() {
	j.mu.Lock()
	j.closed = true
	for _, cancel := range j.running {
		cancel()
	}
	j.mu.Unlock()
	j.finish(closePatience)
}

// Ask takes a question up and returns once its turn is stored; the answer
// arrives as events with the job's id. It goes on when ctx ends: Cancel stops it.
func (a *App) Ask(ctx context.Context, request ask.Request) (Job, error) {
	var err error
	if request.Filters, err = a.Library.Resolve(ctx, request.Filters); err != nil {
		return Job{}, err
	}
	job := Job{ID: rand.Text()}
	running, cancel := context.WithCancel(a.ctx)
	if err := a.jobs.start(job.ID, cancel); err != nil {
		cancel()
		return Job{}, err
	}
	begun := make(chan error, 1)
	go func() {
		defer a.jobs.end(job.ID)
		defer func() {
			a.live.forget(job.Turn)
			a.jobs.ended(job.Turn)
		}()
		stored := false
		_, err := a.asker.Ask(running, request, func(step ask.Step) {
			if step.Kind == ask.StepBegun {
				job.Chat, job.Turn = step.Chat, step.Turn
				a.jobs.begun(job.ID, job.Turn)
				stored = true
				begun <- nil
				return
			}
			a.publishStep(job, step)
		})
		if !stored {
			begun <- err
		}
	}()
	select {
	case err := <-begun:
		if err == nil {
			return job, nil
		}
		return Job{}, sayDiskFull(err, "keeping the question")
	case <-ctx.Done():
		return Job{}, ctx.Err()
	}
}

// Cancel stops an answer, whose text so far is kept, care of the library, or a
// download, of which what has arrived is kept. A job that has ended is nothing to
// complain about: the person was just slower.
func (a *App) Cancel(id string) error {
	a.jobs.mu.Lock()
	cancel := a.jobs.running[id]
	a.jobs.mu.Unlock()
	if cancel != nil {
		cancel()
	}
	a.care.stop(id)
	a.downloads.stop(id)
	return nil
}

// StopAnswer stops the answer that is being written for a turn, and keeps its text so
// far. It is for whoever has seen the turn and not its job, such as a page that was
// loaded again. An answer that has ended is nothing to complain about.
func (a *App) StopAnswer(turn string) {
	a.jobs.mu.Lock()
	cancel := a.jobs.running[a.jobs.answers[turn]]
	a.jobs.mu.Unlock()
	if cancel != nil {
		cancel()
	}
}

// SaveAnswer tries again to store an answer that could not be stored when it was
// written: see ask.Answer.Unsaved. The error is CodeDiskFull where there is still no
// room; the answer stays in memory then.
func (a *App) SaveAnswer(ctx context.Context, turn string) error {
	return sayDiskFull(a.History.Save(ctx, turn), "saving the answer")
}

func (a *App) publishStep(job Job, step ask.Step) {
	e := Event{Answer: &AnswerEvent{Job: job.ID, Chat: job.Chat, Turn: job.Turn}}
	at := a.live.follow(job.Turn, step)
	switch step.Kind {
	case ask.StepSources:
		e.Type, e.Answer.Sources = EventAnswerSources, step.Sources
		if e.Answer.Sources == nil {
			e.Answer.Sources = []ask.Source{}
		}
	case ask.StepWaiting:
		e.Type, e.Answer.Waiting = EventAnswerWaiting, step.Waiting
	case ask.StepText:
		e.Type, e.Answer.Text = EventAnswerText, step.Text
		e.Answer.At = &at
	case ask.StepThought:
		e.Type, e.Answer.Thought = EventAnswerThought, step.Text
		e.Answer.At = &at
	case ask.StepCut:
		e.Type, e.Answer.Keep = EventAnswerCut, &step.Keep
	case ask.StepSentence:
		e.Type, e.Answer.Sentence, e.Answer.Citations = EventAnswerSentence, step.Sentence, step.Citations
	case ask.StepProgress:
		e.Type, e.Answer.Progress = EventAnswerProgress, step.Progress
	case ask.StepDone:
		e.Type, e.Answer.Answer = EventAnswerDone, step.Answer
	default:
		return
	}
	a.hub.publish(e)
}
