package models

const onnxLibrary = "onnxruntime.dll"
