// Package porter is the keeper of Carrel's doors: the one process that the
// offline lock leaves out, and its client.
//
// The porter is a child process (`carrel porter`), started by the window or the
// server before they lock themselves, because a process started under the lock
// is under it too. For now it can do one thing: open a link in the user's own
// browser. It checks the link itself, does nothing that it has no name for, and
// writes every door to the audit log before it opens it.
//
// Requests and replies are JSON lines on its standard input and output, one
// reply for each request, in order:
//
//	porter: {"porter":1,"locked":false}
//	core:   {"id":1,"do":"open-link","url":"https://example.org/"}
//	porter: {"id":1}
//	core:   {"id":2,"do":"dance"}
//	porter: {"id":2,"error":{"code":"refused","message":"The porter has no such door: \"dance\"."}}
//
// It ends when its standard input does.
package porter
