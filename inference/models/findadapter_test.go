package models_test

import (
	"path/filepath"
	"testing"

	"carrel/inference/adaptertest"
	"carrel/inference/models"
)

// Beside no model there is nothing, wherever the program was started.
func TestFindAdaptersBesideNoModel(t *testing.T) {
	dir := t.TempDir()
	adaptertest.Write(t, filepath.Join(dir, "a.gguf"), 1, nil)
	t.Chdir(dir)
	if found := models.FindAdapters([]models.Place{{Dir: t.TempDir()}}, ""); len(found) != 0 {
		t.Errorf("%d found in the working directory", len(found))
	}
	if found := models.FindAdapters([]models.Place{{Dir: t.TempDir()}}, filepath.Join(dir, "model.gguf")); len(found) != 1 {
		t.Errorf("%d found beside a model", len(found))
	}
}
