// Command carrel is the console program, the server for a browser, and every
// child process of Carrel. It needs no cgo.
package main

import (
	"os"

	"carrel/app/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
