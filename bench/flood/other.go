//go:build !linux

// Command flood needs packet sockets of Linux.
package main

import "fmt"

func main() { fmt.Println("flood: only on Linux") }
