package app

import (
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"carrel/app/ask"
	"carrel/app/keyring"
	"carrel/app/lock"
	"carrel/app/porter"
	"carrel/knowledge"
	"carrel/knowledge/index"
	"carrel/knowledge/ocr"
	"carrel/knowledge/reader"
)

// Version is set by the build: -ldflags "-X carrel/app.Version=...".
var Version = "dev"

// Options say how an App is opened. The zero value of each but Folders is usable.
type Options struct {
	Folders Folders
	// Carrel is the path of the console program, which every child process is;
	// "" means FindCarrel's.
	Carrel  string
	Surface string // SurfaceWindow, SurfaceBrowser or SurfaceConsole (the default)
	// Porter starts the process that may open a link in the person's browser.
	Porter bool
	// Store is the URL of the team's store to share the library with this time; ""
	// means the one in the settings.
	Store string
	// Stores are the URLs of further stores that CopyStore may reach; OwnStore
	// among them means nothing.
	Stores []string
	// Background lets unfinished work of the library go on. Without it only what
	// is added now is read; a command that lists documents need not start an engine.
	Background bool
	// Pick shows the system's own dialog and gives the chosen paths. nil: there
	// is none on this surface.
	Pick func(ctx context.Context, folder bool) ([]string, error)
	// PickBackup shows the system's own dialog for the file of a backup: to save
	// one, with a path to begin with, or to open one. "" is none chosen; nil:
	// there is no dialog on this surface.
	PickBackup func(ctx context.Context, save bool, suggested string) (string, error)
	// Save shows the system's own dialog to save a file, with a title and a path to
	// begin with. "" is none chosen; nil: there is no dialog on this surface.
	Save func(ctx context.Context, title, suggested string) (string, error)
	// Show brings the window to the front. nil: there is no window.
	Show func()
}

// App is a running Carrel. Its fields may be used from several goroutines.
type App struct {
	Library *knowledge.Library
	History *ask.History

	options    Options
	config     Config
	claim      *Claim
	hub        *hub
	log        *logFile
	lock       lock.Status
	porter     *porter.Client
	noPorter   bool // it should have started and did not
	store      *index.Store
	reader     *reader.Client
	recogniser *ocr.Recogniser
	languages  languages // of the recogniser
	engine     *engine
	rerank     rerankSettings
	runningAs  atomic.Pointer[RunningSettings]
	runningMu  sync.Mutex  // held while they change
	promptsGo  atomic.Bool // what is kept of prompts is about to be deleted
	reranker   lookedInto
	asker      *ask.Asker
	hashes     modelHashes
	guests     *ask.Asker // for other programs, which keep their chats themselves
	localAPI   localAPI
	keyring    *keyring.Keyring
	forgetting sync.WaitGroup // passwords in the keyring, prompts on disk
	jobs       jobs
	live       live
	opinions   opinions
	guest      chan struct{} // holds those of guests that are being answered
	uploads    sync.Mutex    // held while a stored upload is not a document yet
	use        use           // of the library, which a restore exchanges
	care       care
	downloads  downloads

	current     atomic.Pointer[knowledge.Library] // Library, for who asks at any time, outside Use
	libraryOpen bool
	sweep       *time.Timer
	swept       bool // no more: the database is closed

	background atomic.Bool  // the library's background work is wanted
	storeSaid  atomic.Value // string: what was last said about the team's store
	name       string       // the library's for its person and computer, see self
	left       atomic.Bool  // the person has ended sharing: until the next start there is no team's store

	choosing     sync.Mutex    // held while the embedding model is chosen
	measuring    sync.Mutex    // held while it is measured how fast this computer is
	opened       chan struct{} // closed when the library can be used for the first time
	openedOnce   sync.Once
	changing     atomic.Bool     // the library was on its way to another one when it last told
	embedded     sync.Mutex      // for embeddedWith
	embeddedWith map[string]bool // paths of the models that the engine may have loaded for it

	ctx     context.Context // ends when Close has let running calls finish
	cancel  context.CancelFunc
	closing chan struct{}
	once    sync.Once
	control *http.Server
	running sync.WaitGroup // warm-up
	picking atomic.Bool
}

// Open takes the data folder, gives up the network and opens the library, in
// this order: the porter starts, since it is the only process without the
// lock; the lock is applied to every thread; only then is the store opened. A
// server opens its listener before it calls Open. The error has CodeBusy where
// another process has the folder (see Dial).
//
// The caller then hands the API's handler to ServeControl, and calls Close at
// the end.
func Open(ctx context.Context, options Options) (_ *App, err error) {
	a := &App{options: options, hub: newHub(), closing: make(chan struct{}), opened: make(chan struct{}), guest: make(chan struct{}, guestsAtOnce), swept: true, embeddedWith: map[string]bool{}}
	if a.options.Surface == "" {
		a.options.Surface = SurfaceConsole
	}
	if a.options.Carrel == "" {
		if a.options.Carrel, err = FindCarrel(); err != nil {
			return nil, err
		}
	}
	if a.config, err = options.Folders.ReadConfig(); err != nil {
		return nil, err
	}
	if a.claim, err = MakeClaim(options.Folders); err != nil {
		return nil, err
	}
	a.clearKilledBackup()
	a.ctx, a.cancel = context.WithCancel(context.WithoutCancel(ctx))
	defer func() {
		if err != nil {
			a.Close()
		}
	}()
	a.background.Store(options.Background)
	a.log = openLog(filepath.Join(options.Folders.State, "carrel.log"))

	stores, err := a.readStores()
	if err != nil {
		return nil, err
	}
	if options.Porter || NeedsPorter(append([]string{a.options.Store}, options.Stores...)...) {
		var socket string
		if options.Surface == SurfaceWindow {
			socket = options.Folders.localSocket()
		}
		a.porter, err = porter.Start(ctx, porter.Config{
			Command: []string{a.options.Carrel, "porter"}, TeamStore: stores, LocalAPI: socket,
			Models: options.Folders.models(), Mirror: a.config.ModelMirror, Proxy: a.config.Proxy,
			Audit: options.Folders.auditLog(),
			Log:   func(s string) { a.log.printf("porter: %s", s) },
		})
		if err != nil {
			// Links cannot be opened then; everything else can be done.
			a.log.printf("%v", err)
			a.noPorter = true
		}
	}
	a.keyring = keyring.New(keyring.Config{Log: func(s string) { a.log.printf("keyring: %s", s) }})
	if options.Surface == SurfaceBrowser {
		a.keyring.Connect(ctx) // who listens can connect to nothing under the lock
	}
	if a.lock, err = lock.Apply(lock.Core, lock.Options{}); err != nil {
		// Said in Status, to the person. Nothing here uses the network in any case.
		a.log.printf("lock: %v", err)
	}

	a.reader = reader.New(readerConfig(a.options.Carrel, options.Folders, func(s string) { a.log.printf("reader: %s", s) }))
	a.recogniser = a.newRecogniser()
	a.engine = a.newEngine()
	running := a.config.running(a.log.printf)
	a.runningAs.Store(&running)
	_ = a.engine.Configure(ctx, a.engineSettings(running)) // for the engines to come: none runs yet
	if a.config.promptBytes() == 0 {
		a.ForgetPrompts(ctx)
	}
	a.rerank.Store(a.config.rerank())
	a.hashes.file = options.Folders.modelHashes()
	if err = a.openLibrary(ctx); err != nil {
		return nil, err
	}
	if a.options.Surface != SurfaceConsole {
		a.running.Go(a.warmUp)
	}
	return a, nil
}

// openLibrary opens what lies in the data folder, with what works on it. On an
// error nothing has changed.
func (a *App) openLibrary(ctx context.Context) error {
	folders := a.options.Folders
	store, err := index.Open(ctx, folders.database())
	if err != nil {
		return cannotOpen(err, folders.Data)
	}
	team, err := a.team()
	if err != nil {
		store.Close()
		return err
	}
	name, err := a.self(ctx, store)
	if err != nil && !index.IsFull(err) {
		store.Close()
		return cannotOpen(err, folders.Data)
	}
	if err != nil && team != nil {
		team.Send = false // until the name can be kept
	}
	library, err := knowledge.Open(ctx, knowledge.Config{
		Self: name, Team: team,
		Store: store, Reader: a.reader, Embedder: a.engine.embedder(), OpenEmbedder: a.engine.reopenEmbedder, Recogniser: a.recogniser,
		SecondLook: a.secondLook, Patience: a.patience(),
		Passwords: passwords{a.keyring, &a.forgetting, a.log.printf},
		Notify:    a.changed, Busy: a.busy,
		Exclude: a.config.Exclude, Own: []string{folders.Data, folders.State, folders.Cache}, MaxFileBytes: a.config.MaxFileMB << 20,
		Log: func(s string) { a.log.printf("library: %s", s) },
	})
	if err != nil {
		store.Close()
		return cannotOpen(err, folders.Data)
	}
	a.store, a.Library, a.libraryOpen = store, library, true
	a.current.Store(library)
	a.startSweeping()
	a.History = ask.NewHistory(a.store.DB())
	if _, err := a.History.Interrupt(ctx); err != nil {
		// On a full disk the chats can be read all the same.
		a.log.printf("%v", err)
	}
	a.asker = ask.New(ask.Config{
		Library: a.Library, Engine: a.engine,
		History: a.History, Model: a.engine.chatModel, Provenance: a.provenance, Adapters: a.useAdapters,
		Loading: a.engine.Loading,
	})
	a.guests = ask.New(ask.Config{Library: a.Library, Engine: forGuests{a.engine}, Model: a.localChatModel, Adapters: a.localAdapters})
	a.beginUse()
	a.openedOnce.Do(func() { close(a.opened) })
	return nil
}

// commandPatience is how long a command's search waits to go by meaning: its engine has only
// just been started, and a script takes what it gives for the answer.
const commandPatience = 30 * time.Second

// patience is that of the library's searches, 0 for the usual.
func (a *App) patience() time.Duration {
	if a.options.Surface == SurfaceConsole {
		return commandPatience
	}
	return 0
}

// closeLibrary ends all work on the library and closes it; what was
// acknowledged is on disk already.
func (a *App) closeLibrary() {
	if !a.libraryOpen {
		return
	}
	a.libraryOpen = false
	if a.History.Unsaved() > 0 { // there may be room by now
		ctx, cancel := context.WithTimeout(context.Background(), closePatience)
		if err := a.History.SaveAll(ctx); err != nil {
			a.log.printf("%d answers could not be saved: %v", a.History.Unsaved(), err)
		}
		cancel()
	}
	if err := a.Library.Close(); err != nil {
		a.log.printf("close the library: %v", err)
	}
	a.stopSweeping()
	if err := a.store.Close(); err != nil {
		a.log.printf("close the database: %v", err)
	}
}

// warmUp prepares what the first question and the first document would wait
// for, one after the other: the model is needed first.
func (a *App) warmUp() {
	a.engine.warmUp()
	a.warmReranker()
	if err := a.reader.WarmUp(a.ctx); err != nil && a.ctx.Err() == nil {
		a.log.printf("reader: warm up: %v", err)
	}
}

// ServeControl lets the console commands of the same person use handler, over
// a socket in the data folder, until Close.
func (a *App) ServeControl(handler http.Handler) error {
	listener, err := a.claim.listen()
	if err != nil {
		a.log.printf("control socket: %v", err)
		return err
	}
	a.control = &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second,
		BaseContext: func(net.Listener) context.Context { return a.ctx },
	}
	go a.control.Serve(listener)
	return nil
}

// How long Close waits for others.
const (
	guestPatience = 2 * time.Minute // for an answer that another command waits for
	closePatience = 5 * time.Second // for calls that have been told to end
)

// Close ends everything: calls that wait are told that Carrel is closing, and
// answers are stopped with their text kept. A console command lets the answers
// of other commands, which came in over the control socket meanwhile, finish.
// What was acknowledged is on disk already.
func (a *App) Close() {
	a.once.Do(func() {
		close(a.closing)
		if a.options.Surface == SurfaceConsole {
			a.jobs.finish(guestPatience)
		}
		a.jobs.stop()
		a.hub.close()
		if a.control != nil {
			ctx, cancel := context.WithTimeout(context.Background(), closePatience)
			// Calls that wait for documents end by a.closing.
			if a.control.Shutdown(ctx) != nil {
				a.control.Close()
			}
			cancel()
		}
		a.closeLocalAPI()
		a.cancel()
		if a.engine != nil {
			a.engine.Close()
		}
		a.care.close()
		a.running.Wait()
		a.closeLibrary()
		a.forgetting.Wait()
		if a.reader != nil {
			a.reader.Close()
		}
		if a.porter != nil {
			a.porter.Close()
		}
		a.log.close()
		a.claim.Release()
	})
}

// Subscribe starts to receive events; see Subscription.
func (a *App) Subscribe() *Subscription { return a.hub.Subscribe() }

// Status is the program's own state.
func (a *App) Status() Status {
	s := Status{
		Version: Version, Surface: a.options.Surface, Home: a.options.Folders.Data, PID: os.Getpid(),
		Lock:   LockStatus{State: a.lock.State, Text: a.lockText(), Notes: a.lock.Notes},
		Engine: a.engine.status(), Keyring: a.keyring.Available(),
	}
	if notice := a.noticeOfEmbedding(); notice != "" {
		s.Notices = append(s.Notices, notice)
	}
	if notice := a.storeNotice(); notice != "" {
		s.Notices = append(s.Notices, notice)
		if library := a.current.Load(); library != nil && library.TeamWantsKey() {
			s.StoreKey = notice
		}
	}
	if a.noPorter || a.porter != nil && a.porter.Locked() {
		s.Notices = append(s.Notices, "Links can't be opened in your browser: the part of Carrel that does it didn't start, or was started without a way to the network.")
	}
	return s
}

// changed passes the library's news on.
func (a *App) changed(c knowledge.Change) {
	if c.Document != nil {
		a.hub.publish(Event{Type: EventDocumentChanged, Document: c.Document})
	}
	if c.Removed != "" {
		a.hub.publish(Event{Type: EventDocumentRemoved, Removed: c.Removed})
		a.promptsGone()
		go a.sweepLater() // waits while a backup is made, which other news must not
	}
	if c.Folders != nil {
		a.hub.publish(Event{Type: EventFolders, Folders: c.Folders})
	}
	if c.Collections != nil {
		a.hub.publish(Event{Type: EventCollections, Collections: c.Collections})
	}
	if c.Activity != nil {
		if changing := c.Activity.Switch != nil; a.changing.Swap(changing) && !changing {
			go a.embeddingDone()
		}
		a.hub.publish(Event{Type: EventActivity, Activity: c.Activity})
		notice := a.storeNotice()
		if before, _ := a.storeSaid.Swap(notice).(string); notice != before {
			a.statusChanged()
		}
	}
}

// statusChanged tells the interface.
func (a *App) statusChanged() {
	s := a.Status()
	a.hub.publish(Event{Type: EventStatus, Status: &s})
}

// busy reports whether the library's background work should yield: an answer
// is being written, or nobody wants it now.
func (a *App) busy() bool { return !a.background.Load() || a.jobs.any() }

// ShowWindow brings the window to the front, for a second start of it.
func (a *App) ShowWindow() error {
	if a.options.Show == nil {
		return Errorf(CodeUnsupported, "The Carrel that is using this folder has no window.")
	}
	a.options.Show()
	return nil
}

// OpenLink opens an http or https address in the person's own browser.
func (a *App) OpenLink(ctx context.Context, address string) error {
	if a.porter == nil {
		return Errorf(CodeUnsupported, "This Carrel cannot open links.")
	}
	return a.porter.OpenLink(ctx, address)
}
