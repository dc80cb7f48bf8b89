// Package models knows the model files: which ones come with Carrel, where they
// lie, and whether a file is a model that the engine can load.
//
// Start at models.go (those that come with Carrel), resources.go (where they lie) and Inspect
// (inspect.go), which reads a GGUF's header (gguf.go) and says what is in a file. fit.go and
// machine.go say whether a model fits into this computer's memory and how fast it would
// write, steps.go how much of it a graphics processor computes, and find.go where other
// programs keep theirs; catalogue.go lists those that can be downloaded.
package models
