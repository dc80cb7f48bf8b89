//go:build !windows && !darwin

package models

const onnxLibrary = "libonnxruntime.so"
