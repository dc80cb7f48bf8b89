package onnx

import (
	"unsafe"

	"github.com/ebitengine/purego"
)

// apiVersion is the version of the C interface that is asked for: a library has those
// before its own too, and functions never change their place in the table.
const apiVersion = 17

// apiBase is OrtApiBase: the addresses of GetApi and GetVersionString.
type apiBase struct{ table, version uintptr }

// Places of functions in the table OrtApi, as onnxruntime_c_api.h lists them.
const (
	placeGetErrorMessage        = 2
	placeCreateEnv              = 3
	placeCreateSessionFromArray = 8
	placeRun                    = 9
	placeCreateSessionOptions   = 10
	placeSetIntraOpNumThreads   = 24
	placeSetInterOpNumThreads   = 25
	placeCreateTensorWithData   = 49
	placeCreateCPUMemoryInfo    = 69
	placeReleaseStatus          = 93
	placeReleaseSession         = 95
	placeReleaseValue           = 96
	apiFunctions                = 102 // of the first version, which holds all of these
)

// Values of the interface's enumerations.
const (
	logFatal       = 4 // ORT_LOGGING_LEVEL_FATAL: errors are returned in words
	arenaAllocator = 1 // OrtArenaAllocator
	memoryDefault  = 0 // OrtMemTypeDefault
	elementFloat   = 1 // ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT
	elementInt64   = 7 // ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64
)

// api are the functions that are used. Those that return a uintptr return a status: 0,
// or what errorMessage has the words of. What ends in a pointer is written there.
type api struct {
	errorMessage           func(status uintptr) string
	createEnv              func(level int32, name *byte, env *uintptr) uintptr
	createSessionFromArray func(env uintptr, model *byte, size, options uintptr, session *uintptr) uintptr
	run                    func(session, options uintptr, inputNames **byte, inputs *uintptr, inputCount uintptr, outputNames **byte, outputCount uintptr, outputs *uintptr) uintptr
	createSessionOptions   func(options *uintptr) uintptr
	setIntraOpNumThreads   func(options uintptr, n int32) uintptr
	setInterOpNumThreads   func(options uintptr, n int32) uintptr
	createTensor           func(memory uintptr, data unsafe.Pointer, size uintptr, shape *int64, dimensions uintptr, element int32, value *uintptr) uintptr
	createCPUMemoryInfo    func(allocator, kind int32, info *uintptr) uintptr
	releaseStatus          func(uintptr)
	releaseSession         func(uintptr)
	releaseValue           func(uintptr)
}

func (a *api) register(table *[apiFunctions]uintptr) {
	purego.RegisterFunc(&a.errorMessage, table[placeGetErrorMessage])
	purego.RegisterFunc(&a.createEnv, table[placeCreateEnv])
	purego.RegisterFunc(&a.createSessionFromArray, table[placeCreateSessionFromArray])
	purego.RegisterFunc(&a.run, table[placeRun])
	purego.RegisterFunc(&a.createSessionOptions, table[placeCreateSessionOptions])
	purego.RegisterFunc(&a.setIntraOpNumThreads, table[placeSetIntraOpNumThreads])
	purego.RegisterFunc(&a.setInterOpNumThreads, table[placeSetInterOpNumThreads])
	purego.RegisterFunc(&a.createTensor, table[placeCreateTensorWithData])
	purego.RegisterFunc(&a.createCPUMemoryInfo, table[placeCreateCPUMemoryInfo])
	purego.RegisterFunc(&a.releaseStatus, table[placeReleaseStatus])
	purego.RegisterFunc(&a.releaseSession, table[placeReleaseSession])
	purego.RegisterFunc(&a.releaseValue, table[placeReleaseValue])
}

// C strings that live as long as the process.
var (
	logName     = []byte("carrel\x00")
	ids         = []byte("ids\x00")
	mask        = []byte("mask\x00")
	vectors     = []byte("vectors\x00")
	inputNames  = [2]*byte{&ids[0], &mask[0]}
	outputNames = [1]*byte{&vectors[0]}
)
