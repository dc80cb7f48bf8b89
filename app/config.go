package app

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"time"

	"github.com/adrg/xdg"
)

// HomeVar names the environment variable that moves every folder of Carrel, as
// the option --home does.
const HomeVar = "CARREL_HOME"

// Folders says where Carrel keeps what. Nothing is written outside them but
// the control socket where Data's path is too long for one (see Claim.listen).
type Folders struct {
	Data    string `json:"data"`    // the database, uploaded files, the audit log: what a backup should hold
	Config  string `json:"config"`  // config.json
	Cache   string `json:"cache"`   // can be deleted at any time while Carrel is not running
	State   string `json:"state"`   // logs
	Runtime string `json:"runtime"` // lives only while Carrel runs
}

// FindFolders gives the folders under home, or under $CARREL_HOME where home
// is "", or else where the system keeps such things (XDG on Linux, Library on
// macOS, AppData on Windows). It makes no folder.
func FindFolders(home string) (Folders, error) {
	if home == "" {
		home = os.Getenv(HomeVar)
	}
	if home != "" {
		abs, err := filepath.Abs(home)
		if err != nil {
			return Folders{}, Errorf(CodeBadRequest, "The folder %q cannot be used: %w", home, err)
		}
		return Folders{
			Data:    filepath.Join(abs, "data"),
			Config:  filepath.Join(abs, "config"),
			Cache:   filepath.Join(abs, "cache"),
			State:   filepath.Join(abs, "state"),
			Runtime: filepath.Join(abs, "run"),
		}, nil
	}
	if xdg.Home == "/" && os.Getenv("HOME") == "" {
		// What xdg makes of it would be folders in the root of the disk.
		return Folders{}, Errorf(CodeBadRequest, "Carrel does not know your home folder: the variable HOME is not set. Set it, or choose a folder with --home or %s.", HomeVar)
	}
	f := Folders{
		Data:    filepath.Join(xdg.DataHome, "carrel"),
		Config:  filepath.Join(xdg.ConfigHome, "carrel"),
		Cache:   filepath.Join(xdg.CacheHome, "carrel"),
		State:   filepath.Join(xdg.StateHome, "carrel"),
		Runtime: filepath.Join(xdg.RuntimeDir, "carrel"),
	}
	// Outside a login session (cron, a container) the runtime folder that XDG
	// names does not exist, and only the session may make it.
	if info, err := os.Stat(xdg.RuntimeDir); err != nil || !info.IsDir() {
		f.Runtime = filepath.Join(f.State, "run")
	}
	return f, nil
}

// make creates the folders, readable by their owner only.
func (f Folders) make() error {
	for _, dir := range []string{f.Data, f.Config, f.Cache, f.State, f.Runtime} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			if full := sayDiskFull(err, "making Carrel's folder "+dir); full != err {
				return full
			}
			return Errorf(CodeBadRequest, "Carrel cannot make its folder %s: %w. Choose another place with --home or %s.", dir, cause(err), HomeVar)
		}
	}
	return nil
}

func (f Folders) database() string { return filepath.Join(f.Data, "carrel.db") }
func (f Folders) auditLog() string { return filepath.Join(f.Data, "audit.log") }
func (f Folders) uploads() string  { return filepath.Join(f.Data, "files") }

// Config is what a person has chosen, in Folders.Config/config.json. The zero
// value is complete.
type Config struct {
	// ChatModel is the path of a GGUF file or the id of a bundled model; ""
	// means the bundled chat model.
	ChatModel string `json:"chat_model,omitempty"`
	// ModelPlaces are GGUF files, and folders with such files, that were added to the
	// models where they are.
	ModelPlaces []string `json:"model_places,omitempty"`
	// EmbeddingModel likewise. With another one the library goes over to it in
	// the background; see App.UseEmbedder.
	EmbeddingModel string `json:"embedding_model,omitempty"`
	// Reranker is what looks at a search's best passages again: the path of a GGUF
	// file, RerankChat, or RerankNone, which "" means too.
	Reranker string `json:"reranker,omitempty"`
	// RerankPassages is how many it looks at; 0 means 20.
	RerankPassages int `json:"rerank_passages,omitempty"`
	// RerankSeconds is after how long the usual order stands; 0 means 10, with the
	// chat model 60.
	RerankSeconds int `json:"rerank_seconds,omitempty"`
	// ModelMirror is an address, such as https://models.example.org, from which models
	// are downloaded instead of from the catalogue's host; "" for none.
	ModelMirror string `json:"model_mirror,omitempty"`
	// Proxy is how downloads get there: the URL of a proxy, "none", or "" for what
	// the environment says (HTTPS_PROXY).
	Proxy string `json:"proxy,omitempty"`
	// ModelMinutes is how long a model that nobody uses stays in memory; see
	// RunningSettings.
	ModelMinutes int `json:"model_minutes,omitempty"`
	// Quiet is when models compute with less; see RunningSettings.
	Quiet string `json:"quiet,omitempty"`
	// PromptCacheMB is how much of the disk may hold what models have computed of
	// prompts about chosen documents, for the next start; 0 means 1024, -1 none.
	PromptCacheMB int64 `json:"prompt_cache_mb,omitempty"`
	// Threads of the engine; 0 lets it measure and adapt.
	Threads int `json:"threads,omitempty"`
	// Exclude has patterns, as in .gitignore, of what is left out of every
	// folder, beside knowledge.DefaultExclude.
	Exclude []string `json:"exclude,omitempty"`
	// MaxFileMB is the size of the largest document that is read; 0 means 512.
	MaxFileMB int64 `json:"max_file_mb,omitempty"`
	// OCRLanguages are the languages in which words in pictures are recognised,
	// by tesseract's codes ("deu", "eng"); none means the system's own and English.
	OCRLanguages []string `json:"ocr_languages,omitempty"`
	// OCRProgram is the path of tesseract; "" looks for it.
	OCRProgram string `json:"ocr_program,omitempty"`
	// LocalAPI lets other programs on this computer in; LocalAPIPort is where the
	// window does so, 0 until it has.
	LocalAPI     bool `json:"local_api,omitempty"`
	LocalAPIPort int  `json:"local_api_port,omitempty"`
	// Store is the URL of the team's store that the library is shared with, without
	// its password; "" shares it with nobody.
	Store string `json:"store,omitempty"`
	// StoreSince is when the person agreed to that; zero for those who did so
	// before it was written down.
	StoreSince time.Time `json:"store_since,omitzero"`
}

// ReadConfig reads config.json; a missing one is the zero Config.
func (f Folders) ReadConfig() (Config, error) {
	path := f.settings()
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) { // of the latter make tells
		return Config{}, nil
	}
	if err != nil {
		return Config{}, Errorf(CodeBadRequest, "The settings in %s cannot be read: %w", path, cause(err))
	}
	var c Config
	if err := decodeSettings(data, &c); err != nil {
		return Config{}, Errorf(CodeBadRequest, "The settings in %s %w. Correct the file or delete it.", path, err)
	}
	return c, nil
}

// FindCarrel gives the path of the console program, which is also every child
// process: $CARREL_BIN, this program itself where it is the one, or the file
// carrel beside it.
func FindCarrel() (string, error) {
	if path := os.Getenv("CARREL_BIN"); path != "" {
		return path, nil
	}
	self, err := os.Executable()
	if err != nil {
		return "", Errorf(CodeInternal, "find the program's own path: %w", err)
	}
	name := "carrel"
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	if filepath.Base(self) == name {
		return self, nil
	}
	beside := filepath.Join(filepath.Dir(self), name)
	if _, err := os.Stat(beside); err != nil {
		return "", Errorf(CodeInternal, "The program %s is missing; it belongs beside %s. Install Carrel again.", beside, self)
	}
	return beside, nil
}

// cause is the innermost error of a *fs.PathError or the like: the message
// names the path itself, in its own words.
func cause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		return link.Err
	}
	return err
}

// setConfig changes one value of config.json and leaves all others as they are,
// those that this version does not know included; nil takes it out.
func (f Folders) setConfig(key string, value any) error {
	configuring.Lock()
	defer configuring.Unlock()
	path := f.settings()
	all := map[string]json.RawMessage{}
	data, err := os.ReadFile(path)
	switch {
	case err == nil:
		if err := decodeSettings(data, &all); err != nil {
			return Errorf(CodeBadRequest, "The settings in %s %w. Correct the file or delete it.", path, err)
		}
		if all == nil { // the file says null
			all = map[string]json.RawMessage{}
		}
	case !errors.Is(err, fs.ErrNotExist):
		return Errorf(CodeBadRequest, "The settings in %s cannot be read: %w. Correct the file or delete it.", path, cause(err))
	}
	if all[key], err = json.Marshal(value); err != nil {
		return err
	}
	if value == nil {
		delete(all, key)
	}
	if data, err = json.MarshalIndent(all, "", "  "); err != nil {
		return err
	}
	err = writeFile(path, append(data, '\n'))
	if full := sayDiskFull(err, "keeping the setting"); err != nil && full == err {
		return Errorf(CodeBadRequest, "The settings in %s cannot be written: %w", path, cause(err))
	} else if err != nil {
		return full
	}
	return nil
}

// RecogniseAs takes over how words in pictures are recognised from the settings
// in other folders.
func (f Folders) RecogniseAs(other Folders) error {
	c, err := other.ReadConfig()
	if err == nil {
		err = os.MkdirAll(f.Config, 0o700)
	}
	if err == nil && len(c.OCRLanguages) > 0 {
		err = f.setConfig("ocr_languages", c.OCRLanguages)
	}
	if err == nil && c.OCRProgram != "" {
		err = f.setConfig("ocr_program", c.OCRProgram)
	}
	return err
}

// configuring makes reading, changing and writing config.json one step.
var configuring sync.Mutex
