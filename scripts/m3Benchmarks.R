# The M4 organisers' statistical benchmarks on the M3 series, computed by R itself: writes tests/golden/m3_benchmarks_golden.json.
# usage: Rscript scripts/m3Benchmarks.R   (ten minutes; needs the packages forecast 8.20 and jsonlite; series in
# SEQCAST_DATA, ../shared/data unless set; forecasts of all series also go to the folder M3_FORECASTS where set)
# Procedure: Mcompetitions/M4-methods, "Benchmarks and Evaluation.R".
suppressMessages({
  library(forecast)
  library(jsonlite)
})

# 90 % test of the autocorrelation at lag m by Bartlett's bounds.
isSeasonal <- function(x, m) {
  if (m == 1 || length(x) < 3 * m) return(FALSE)
  r <- acf(x, plot = FALSE)$acf[-1, 1, 1]
  bounds <- 1.645 / sqrt(length(x)) * sqrt(cumsum(c(1, 2 * r^2)))
  isTRUE(abs(r[m]) > bounds[m])
}

# Half the regression line, half the simple exponential smoothing of twice the series less the line.
thetaClassic <- function(x, h) {
  time <- seq_along(x)
  line <- lm(as.numeric(x) ~ time)
  ahead <- predict(line, data.frame(time = length(x) + 1:h))
  pmax(0, (ses(2 * x - fitted(line), h = h)$mean + ahead) / 2)
}

benchmarks <- function(x, h) {
  m <- frequency(x)
  season <- ts(rep(1, length(x)), frequency = m, start = start(x))
  seasonal <- isSeasonal(x, m)
  if (seasonal) season <- decompose(x, type = "multiplicative")$seasonal
  adjusted <- x / season
  ahead <- rep(as.numeric(tail(season, m)), length.out = h)
  flat <- as.numeric(naive(x, h = h)$mean)
  all <- list(
    Naive = flat,
    sNaive = if (m > 1) rep(as.numeric(tail(x, m)), length.out = h) else flat,
    Naive2 = as.numeric(naive(adjusted, h = h)$mean) * ahead,
    SES = as.numeric(ses(adjusted, h = h)$mean) * ahead,
    Holt = as.numeric(holt(adjusted, h = h)$mean) * ahead,
    Damped = as.numeric(holt(adjusted, h = h, damped = TRUE)$mean) * ahead
  )
  all$Com <- (all$SES + all$Holt + all$Damped) / 3
  all$Theta <- as.numeric(thetaClassic(adjusted, h)) * ahead
  list(seasonal = seasonal, forecasts = all)
}

# R's own automatic forecasters: of these only the means are kept.
automatic <- function(x, h) {
  all <- list(
    ETS = forecast(ets(x), h = h, PI = FALSE)$mean,
    ARIMA = suppressWarnings(forecast(auto.arima(x), h = h))$mean,
    thetaf = thetaf(x, h = h)$mean
  )
  lapply(all, as.numeric)
}

smape <- function(y, f) mean(200 * abs(y - f) / (abs(y) + abs(f)))
mase <- function(x, y, f) mean(abs(y - f)) / mean(abs(diff(x, lag = frequency(x))))

ofSet <- function(name, spread) {
  rows <- read.csv(file.path(folder, sprintf("m3/m3_%s.csv", name)), stringsAsFactors = FALSE)
  scores <- list()
  kept <- list()
  seasonal <- 0
  for (i in seq_len(nrow(rows))) {
    values <- as.numeric(strsplit(rows$values[i], " ")[[1]])
    n <- rows$n_train[i]
    x <- ts(values[1:n], frequency = rows$m[i])
    y <- values[-(1:n)]
    got <- benchmarks(x, rows$h[i])
    seasonal <- seasonal + got$seasonal
    scores[[i]] <- sapply(c(got$forecasts, automatic(x, rows$h[i])), function(f) c(sMAPE = smape(y, f), MASE = mase(x, y, f)))
    kept[[rows$id[i]]] <- c(list(seasonal = got$seasonal), got$forecasts)
  }
  if (nchar(forecastsFolder)) {
    write_json(kept, file.path(forecastsFolder, paste0(name, ".json")), digits = I(17), auto_unbox = TRUE)
  }
  means <- Reduce(`+`, scores) / length(scores)
  few <- unique(round(seq(1, nrow(rows), length.out = spread)))
  samples <- lapply(few, function(i) {
    values <- as.numeric(strsplit(rows$values[i], " ")[[1]])
    c(list(m = rows$m[i], train = values[1:rows$n_train[i]], test = values[-(1:rows$n_train[i])]), kept[[i]])
  })
  names(samples) <- rows$id[few]
  list(count = nrow(rows), seasonal = seasonal, sMAPE = as.list(means["sMAPE", ]), MASE = as.list(means["MASE", ]), series = samples)
}

folder <- Sys.getenv("SEQCAST_DATA", "../shared/data")
forecastsFolder <- Sys.getenv("M3_FORECASTS")
sets <- list(quarterly = ofSet("quarterly", 20), yearly = ofSet("yearly", 6), other = ofSet("other", 4))
golden <- c(list(source = paste(R.version.string, "forecast", packageVersion("forecast"))), sets)
write_json(golden, "tests/golden/m3_benchmarks_golden.json", digits = I(12), auto_unbox = TRUE)
for (name in names(sets)) {
  cat(sprintf("\n%s: %d series, %d seasonal\n", name, sets[[name]]$count, sets[[name]]$seasonal))
  print(round(sapply(sets[[name]][c("sMAPE", "MASE")], unlist), 6))
}
