package models

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"carrel/inference"
)

// File is what a model file says of itself.
type File struct {
	Path         string         `json:"path"`
	Name         string         `json:"name"` // general.name, else the file's name
	Architecture string         `json:"architecture"`
	Kind         inference.Kind `json:"kind"`
	Bytes        int64          `json:"bytes"`         // of all its parts, where it is split
	Parameters   uint64         `json:"parameters"`    // how many weights it has
	TrainContext int            `json:"train_context"` // tokens
	ChatTemplate bool           `json:"chat_template"`
	// names are others that it gives itself, which tell families apart where
	// general.name is a person's own.
	names []string
	shape shape // what its memory is reckoned from
}

// Inspect reads the header of a model file and tells whether the engine can load
// it, without loading it. Its errors are *inference.Error in words for a person.
func Inspect(path string) (File, error) {
	h, size, err := readPart(path)
	if err != nil {
		return File{}, err
	}
	if h.isAdapter() {
		return File{}, &inference.Error{Code: inference.CodeModelKind, Message: fmt.Sprintf("%s is an adapter, which changes a model a little, and no model. Choose the model that it was made for, and the adapter with a question.", path)}
	}
	if h.readsPictures() {
		return File{}, &inference.Error{Code: inference.CodeModelKind, Message: fmt.Sprintf("%s is the part of a model that looks at pictures (an mmproj file), and no model by itself. Carrel gives a model text only: the model that it belongs to works without it. Put pictures into the library, where the words in them are recognised.", path)}
	}
	architecture := h.text["general.architecture"]
	if !architectures[architecture] {
		return File{}, broken(path, fmt.Sprintf("it is of the kind %q, which this version of the engine does not know. Choose another model, or update Carrel", architecture))
	}
	file := File{
		Path:         path,
		Name:         h.text["general.name"],
		Architecture: architecture,
		Kind:         inference.KindChat,
		Bytes:        size,
		Parameters:   h.weights,
		TrainContext: int(min(h.numbers[architecture+".context_length"], 1<<30)),
		ChatTemplate: h.text["tokenizer.chat_template"] != "",
	}
	for _, key := range []string{"general.name", "general.basename", "general.base_model.0.name"} {
		if name := h.text[key]; name != "" {
			file.names = append(file.names, name)
		}
	}
	if file.Name == "" {
		file.Name = filepath.Base(path)
	}
	file.shape = shapeOf(architecture, h)
	if err := file.addParts(); err != nil {
		return File{}, err
	}
	// A pooling type is what makes a decoder an embedding model; encoders cannot
	// write text at all.
	pooling, pooled := h.numbers[architecture+".pooling_type"]
	switch {
	case (pooled && pooling == poolingRank) || h.has(rerankers[architecture]):
		file.Kind = inference.KindRerank
		if err := checkReranker(path, architecture, h); err != nil {
			return File{}, err
		}
	case (pooled && pooling != 0) || encoders[architecture]:
		file.Kind = inference.KindEmbedding
	}
	return file, nil
}

// readPart reads the header of a file and sees that the file is as long as that
// says. size is the file's, in bytes.
func readPart(path string) (h header, size int64, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return h, 0, unreadable(path, err)
	}
	if info.IsDir() {
		return h, 0, &inference.Error{Code: inference.CodeModelNotGGUF, Message: fmt.Sprintf("%s is a folder. Choose the GGUF file of a model.", path)}
	}
	if !info.Mode().IsRegular() { // opening a pipe would wait for somebody who writes
		return h, 0, &inference.Error{Code: inference.CodeModelNotGGUF, Message: fmt.Sprintf("%s is not an ordinary file. Choose the GGUF file of a model.", path)}
	}
	f, err := os.Open(path)
	if err != nil {
		return h, 0, unreadable(path, err)
	}
	defer f.Close()
	h, err = readHeader(f)
	var version errVersion
	switch {
	case errors.Is(err, errNotGGUF):
		begins := make([]byte, 64)
		n, _ := f.ReadAt(begins, 0)
		return h, 0, &inference.Error{Code: inference.CodeModelNotGGUF, Message: notGGUF(path, info.Size(), begins[:n])}
	case errors.Is(err, errCut):
		return h, 0, broken(path, "it ends in the middle of its header. It was probably not downloaded to the end: download it again")
	case errors.As(err, &version):
		return h, 0, broken(path, version.Error())
	case err != nil:
		return h, 0, broken(path, fmt.Sprintf("its header is damaged (%v). Download it again", err))
	}
	if got := uint64(info.Size()); got < h.need {
		return h, 0, broken(path, fmt.Sprintf("it has %d of %d bytes. It was probably not downloaded to the end: download it again", got, h.need))
	}
	return h, info.Size(), nil
}

// readsPictures tells whether a file is what llama.cpp calls a multimodal projector: it
// turns pictures or sounds into what the model beside it reads. That takes libmtmd,
// which the pinned libraries lack.
func (h header) readsPictures() bool {
	return h.text["general.type"] == "mmproj" || h.text["general.architecture"] == "clip"
}

// poolingRank is llama.cpp's LLAMA_POOLING_TYPE_RANK. Files of rerankers have it
// or, where it is left to llama.cpp's user to ask for it, only the head.
const poolingRank = 4

// rerankers are the architectures whose head this version of llama.cpp computes
// (build_pooling in its llama-graph.cpp), with the tensor that makes one score
// of a pair. Without that tensor it would return the head's input unasked.
var rerankers = map[string]string{
	"bert":         "cls.output.weight", // and XLM-RoBERTa, which is stored as bert
	"modern-bert":  "cls.output.weight",
	"neo-bert":     "cls.output.weight",
	"jina-bert-v2": "cls.weight",
	"qwen3":        "cls.output.weight",
	"qwen3vl":      "cls.output.weight",
}

// checkReranker refuses what has a head but gives no score of a pair.
func checkReranker(path, architecture string, h header) error {
	tensor, known := rerankers[architecture]
	labels := h.lists[architecture+".classifier.output_labels"]
	yesNo := architecture == "qwen3" || architecture == "qwen3vl" // their first label, "yes", is the score
	switch {
	case !known:
		return broken(path, fmt.Sprintf("it is a reranker of the kind %q, which this version of the engine cannot use as one. Choose another reranker, such as a bge-reranker", architecture))
	case !h.has(tensor):
		return broken(path, fmt.Sprintf("it is a reranker whose last layer (%s) is missing. Choose another file of this model", tensor))
	case labels > 1 && !yesNo:
		return broken(path, fmt.Sprintf("it sorts texts into %d classes, which does not tell how well a passage answers a question. Choose a reranker", labels))
	}
	return nil
}

func unreadable(path string, err error) error {
	why := err.Error()
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		why = pathErr.Err.Error()
	}
	if errors.Is(err, fs.ErrNotExist) {
		why = "there is no such file. If it lies on another drive, connect that one"
	}
	return &inference.Error{Code: inference.CodeModelMissing, Message: fmt.Sprintf("The model file %s cannot be read: %s.", path, why)}
}

func broken(path, why string) error {
	return &inference.Error{Code: inference.CodeModelBroken, Message: fmt.Sprintf("The model file %s cannot be used: %s.", path, why)}
}
