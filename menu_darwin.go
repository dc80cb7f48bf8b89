//go:build desktop && darwin

package main

import "github.com/wailsapp/wails/v2/pkg/menu"

// applicationMenu is what macOS expects of every program; without the Edit
// menu even copy and paste have no keys there.
func applicationMenu() *menu.Menu {
	return menu.NewMenuFromItems(menu.AppMenu(), menu.EditMenu(), menu.WindowMenu())
}
