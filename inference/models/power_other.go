//go:build !linux

package models

// MachinePower is not known on this system yet.
func MachinePower() Power { return Power{} }

// FastCores is not known on this system yet.
func FastCores() int { return 0 }
