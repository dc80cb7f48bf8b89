package models

import (
	"os"
	"path/filepath"
	"strings"

	"carrel/inference"
)

// Twin is the file with the same embedding model as a bundled one's GGUF in the form that
// ONNX Runtime computes; "" where there is none, or no ONNX Runtime.
func Twin(spec inference.ModelSpec) string {
	if spec.Kind != inference.KindEmbedding {
		return ""
	}
	resources, err := ResourceDir()
	if err != nil || filepath.Dir(spec.Path) != filepath.Join(resources, "models") {
		return ""
	}
	name := strings.TrimSuffix(filepath.Base(spec.Path), filepath.Ext(spec.Path))
	name = strings.TrimSuffix(name, filepath.Ext(name)) // the quantisation
	twin := filepath.Join(resources, onnxFolder, name+".int8.onnx")
	for _, path := range []string{twin, ONNXRuntime(resources)} {
		if _, err := os.Stat(path); err != nil {
			return ""
		}
	}
	return twin
}

const onnxFolder = "onnxruntime"

// ONNXRuntime is where ONNX Runtime's library is in a folder of resources, if it is there.
func ONNXRuntime(resources string) string {
	return filepath.Join(resources, onnxFolder, onnxLibrary)
}
