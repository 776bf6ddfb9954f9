package main

import (
	"log"
	"net/http"
	"time"
)

var client = http.Client{Timeout: time.Second}

// relay asks the model, and hands each read on with a flush. However that ends, it returns.
func relay(w http.ResponseWriter, r *http.Request) {
	ask, err := http.NewRequestWithContext(r.Context(), r.Method, "http://upstream:8080"+r.URL.RequestURI(), r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	ask.Header.Set("Content-Type", "application/json")
	answer, err := client.Do(ask)
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
			if _, err := w.Write(buffer[:n]); err != nil {
				return
			}
			flusher.Flush()
		}
		if failed != nil {
			return
		}
	}
}

func main() {
	log.Fatal(http.ListenAndServe(":8080", http.HandlerFunc(relay)))
}
