package main

import (
	"io"
	"log"
	"net/http"
)

// relay asks the model, and hands each read on with a flush. It never notices that the reader has left. Where the answer breaks off, so does its own.
func relay(w http.ResponseWriter, r *http.Request) {
	ask, err := http.NewRequest(r.Method, "http://upstream:8080"+r.URL.RequestURI(), r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	ask.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(ask)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer answer.Body.Close()

	w.Header().Set("Content-Type", answer.Header.Get("Content-Type"))
	w.WriteHeader(answer.StatusCode)
	flusher := http.NewResponseController(w)
	flusher.Flush()
	buffer := make([]byte, 32*1024)
	for {
		n, failed := answer.Body.Read(buffer)
		if n > 0 {
			w.Write(buffer[:n])
			flusher.Flush()
		}
		if failed == io.EOF {
			return
		}
		if failed != nil {
			panic(http.ErrAbortHandler)
		}
	}
}

func main() {
	log.Fatal(http.ListenAndServe(":8080", http.HandlerFunc(relay)))
}
