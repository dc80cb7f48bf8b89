// Package libffi tells whether the system's libffi can be opened, through which
// all calls into llama.cpp go.
//
// github.com/jupiterrider/ffi opens libffi when the program starts and panics
// where it is missing. Since one binary holds all of Carrel's roles, every
// command would end in a stack trace, also those that never touch a model. This
// package therefore looks first. Go initialises packages that are ready in the
// order of their import paths, so carrel/... comes before github.com/jupiterrider/ffi
// (a test holds that). Where libffi is missing, the loader behind that package
// is told to find an empty library under its name: the program starts, and the
// engine alone refuses, with Missing's words.
package libffi

// Missing returns why libffi cannot be used, in words for a person, or nil.
func Missing() error { return missing }

var missing error
