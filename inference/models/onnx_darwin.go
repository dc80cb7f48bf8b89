package models

const onnxLibrary = "libonnxruntime.dylib"
