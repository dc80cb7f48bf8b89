//go:build desktop && !darwin

package main

import "github.com/wailsapp/wails/v2/pkg/menu"

// applicationMenu is empty: everything is in the window itself.
func applicationMenu() *menu.Menu { return nil }
