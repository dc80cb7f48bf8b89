// Package onnx runs an embedding model through ONNX Runtime's shared library, by its C
// interface and without cgo. Its kernels for 8-bit integers embed up to four times as
// fast as llama.cpp's; docs/decisions.md has the figures.
package onnx

import (
	"errors"
	"fmt"
	"runtime"
	"unsafe"

	"github.com/ebitengine/purego"
)

// Library is ONNX Runtime, loaded. There is one per process.
type Library struct {
	version string
	env     uintptr
	options uintptr // of sessions
	memory  uintptr // says that our buffers are ordinary memory
	api
}

// Open loads the library from a file. The error says in words what is wrong, without
// a full stop.
func Open(path string) (*Library, error) {
	handle, err := open(path)
	if err != nil {
		return nil, fmt.Errorf("ONNX Runtime cannot be loaded (%v)", err)
	}
	address, err := symbol(handle, "OrtGetApiBase")
	if err != nil {
		return nil, fmt.Errorf("%s is not ONNX Runtime (%v)", path, err)
	}
	var base func() *apiBase
	purego.RegisterFunc(&base, address)
	var table func(version uint32) *[apiFunctions]uintptr
	purego.RegisterFunc(&table, base().table)
	var version func() string
	purego.RegisterFunc(&version, base().version)
	l := &Library{version: version()}
	functions := table(apiVersion)
	if functions == nil {
		return nil, fmt.Errorf("ONNX Runtime %s does not know version %d of its interface", l.version, apiVersion)
	}
	l.register(functions)
	if err := l.start(); err != nil {
		return nil, fmt.Errorf("ONNX Runtime %s does not start (%v)", l.version, err)
	}
	return l, nil
}

// start makes what all encoders share.
func (l *Library) start() error {
	if err := l.check(l.createEnv(logFatal, &logName[0], &l.env)); err != nil {
		return err
	}
	if err := l.check(l.createSessionOptions(&l.options)); err != nil {
		return err
	}
	// One thread computes a text, and several texts are computed at once: ONNX Runtime's
	// own threads wait for each other, spinning, where another program has a core.
	if err := l.check(l.setIntraOpNumThreads(l.options, 1)); err != nil {
		return err
	}
	if err := l.check(l.setInterOpNumThreads(l.options, 1)); err != nil {
		return err
	}
	return l.check(l.createCPUMemoryInfo(arenaAllocator, memoryDefault, &l.memory))
}

// Version is the library's own, as in "1.32.0".
func (l *Library) Version() string { return l.version }

// Encoder is an embedding model: a graph with the inputs "ids" and "mask", 64-bit integers of
// the shape (texts, tokens), and the output "vectors", 32-bit numbers of the shape
// (texts, dimensions).
type Encoder struct {
	library    *Library
	session    uintptr
	dimensions int
}

// Load makes an encoder of an ONNX file's content, whose vectors have so many dimensions.
// The content is not needed any more afterwards.
func (l *Library) Load(model []byte, dimensions int) (*Encoder, error) {
	if len(model) == 0 {
		return nil, errors.New("the file is empty")
	}
	e := &Encoder{library: l, dimensions: dimensions}
	if err := l.check(l.createSessionFromArray(l.env, &model[0], uintptr(len(model)), l.options, &e.session)); err != nil {
		return nil, err
	}
	return e, nil
}

// Encode returns the vector of a text's tokens, of length 1. It may be called by several
// goroutines at once, and one call's vector does not depend on the others.
func (e *Encoder) Encode(tokens []int32) ([]float32, error) {
	if len(tokens) == 0 {
		return nil, errors.New("a text without tokens")
	}
	l := e.library
	ids, mask := make([]int64, len(tokens)), make([]int64, len(tokens))
	for i, t := range tokens {
		ids[i], mask[i] = int64(t), 1
	}
	vector := make([]float32, e.dimensions)
	var pin runtime.Pinner
	defer pin.Unpin()
	pin.Pin(&ids[0])
	pin.Pin(&mask[0])
	pin.Pin(&vector[0])

	var inputs [2]uintptr
	var output [1]uintptr
	defer func() {
		for _, value := range append(inputs[:], output[0]) {
			if value != 0 {
				l.releaseValue(value)
			}
		}
	}()
	shape := [2]int64{1, int64(len(tokens))}
	for i, data := range [][]int64{ids, mask} {
		err := l.check(l.createTensor(l.memory, unsafe.Pointer(&data[0]), uintptr(8*len(data)), &shape[0], 2, elementInt64, &inputs[i]))
		if err != nil {
			return nil, err
		}
	}
	wide := [2]int64{1, int64(e.dimensions)}
	if err := l.check(l.createTensor(l.memory, unsafe.Pointer(&vector[0]), uintptr(4*e.dimensions), &wide[0], 2, elementFloat, &output[0])); err != nil {
		return nil, err
	}
	if err := l.check(l.run(e.session, 0, &inputNames[0], &inputs[0], 2, &outputNames[0], 1, &output[0])); err != nil {
		return nil, err
	}
	return vector, nil
}

// Close frees the model's memory.
func (e *Encoder) Close() {
	if e.session != 0 {
		e.library.releaseSession(e.session)
		e.session = 0
	}
}

// check makes an error of a status, and frees it.
func (l *Library) check(status uintptr) error {
	if status == 0 {
		return nil
	}
	defer l.releaseStatus(status)
	return errors.New(l.errorMessage(status))
}
