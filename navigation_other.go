//go:build desktop && !linux

package main

// guardNavigation does nothing here: only the content security policy and the
// interface itself, which renders links as buttons, keep the web view on the
// app's pages.
func guardNavigation(func(url string)) {}
