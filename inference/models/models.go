package models

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"carrel/inference"
)

// Model is a model that comes with Carrel.
type Model struct {
	ID      string         `json:"id"`
	Name    string         `json:"name"`
	File    string         `json:"file"`   // in ResourceDir's folder "models"
	SHA256  string         `json:"sha256"` // hex
	Kind    inference.Kind `json:"kind"`
	Licence string         `json:"licence"` // SPDX
	Source  string         `json:"source"`  // the package that set-up takes it from
}

// The ids of the models that are used without any choice.
const (
	DefaultChat      = "smollm2-135m"
	DefaultEmbedding = "minilm-l6"
)

//go:embed manifest.json
var manifest []byte

// Bundled returns the models that come with Carrel.
func Bundled() []Model {
	var all []Model
	if err := json.Unmarshal(manifest, &all); err != nil {
		panic("inference/models: manifest.json: " + err.Error()) // embedded; a test reads it
	}
	return all
}

// Resolve returns the absolute path of a model: of a bundled one by its id, or
// of a file by its path. It does not look into the file: Inspect does.
func Resolve(idOrPath string) (string, error) {
	for _, m := range Bundled() {
		if m.ID != idOrPath {
			continue
		}
		dir, err := ResourceDir()
		if err != nil {
			return "", err
		}
		return filepath.Join(dir, "models", m.File), nil
	}
	if strings.TrimSpace(idOrPath) == "" {
		return "", &inference.Error{Code: inference.CodeModelMissing, Message: "No model is named. Give a bundled model's name (" + idList() + ") or the path of a GGUF file."}
	}
	path, err := filepath.Abs(idOrPath)
	if err != nil {
		return "", fmt.Errorf("finding the model %q: %w", idOrPath, err)
	}
	if _, err := os.Stat(path); err != nil {
		// A bare word is more likely a mistyped name than a file.
		if os.IsNotExist(err) && !strings.ContainsAny(idOrPath, `/\.`) {
			return "", &inference.Error{Code: inference.CodeModelMissing, Message: fmt.Sprintf("There is no model named %q. Use %s, or the path of a GGUF file.", idOrPath, idList())}
		}
		return "", unreadable(path, err)
	}
	return path, nil
}

func idList() string {
	var ids []string
	for _, m := range Bundled() {
		ids = append(ids, m.ID)
	}
	return strings.Join(ids, " or ")
}
