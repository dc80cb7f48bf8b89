// Package api is the one way into Carrel for everything with a face: a
// http.Handler that the window's asset server, `carrel serve` and the control
// socket of the console commands all serve. Requests and replies are JSON;
// what happens meanwhile arrives as events (package app). It decides nothing:
// every route is one call of package app, knowledge or ask.
//
// The TypeScript types of the frontend are made from the types here by
// `go generate ./app/api`.
package api
