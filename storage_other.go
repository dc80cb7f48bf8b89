//go:build desktop && !linux

package main

import "carrel/app"

// keepStorageIn does nothing here: the web view's folder cannot be chosen this way.
func keepStorageIn(app.Folders) {}
