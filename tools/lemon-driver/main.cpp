// lemon-driver solves one flat instance with LEMON's network simplex and prints
// what it cost, so that our engine can be compared with it in the same run.
//
// Usage: lemon-driver HEADER SCORES
// HEADER holds whole numbers: rows, columns, sign (1 maximise, -1 minimise), then
// minimum and maximum per row and per column. SCORES holds int32, little-endian,
// row by row. Output: objective, milliseconds of processor time to build the
// graph and to solve, peak memory in KiB; or the word infeasible.
//
// Build: g++ -O3 -o lemon-driver main.cpp (LEMON 1.3, Debian: liblemon-dev).
#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>

#include <cstdint>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

using lemon::SmartDigraph;

static double processor_ms() { return 1000.0 * std::clock() / CLOCKS_PER_SEC; }

// peak_kib is VmHWM of this process; ru_maxrss would start with the peak of the process that started it.
static long peak_kib() {
    std::ifstream status("/proc/self/status");
    std::string word;
    long kib = 0;
    while (status >> word)
        if (word == "VmHWM:" && status >> kib) break;
    return kib;
}

int main(int argc, char **argv) {
    if (argc != 3) {
        std::cerr << "usage: lemon-driver HEADER SCORES\n";
        return 2;
    }
    std::ifstream header(argv[1]);
    long rows = 0, columns = 0, sign = 0;
    header >> rows >> columns >> sign;
    std::vector<int> floor(rows), capacity(rows), least(columns), most(columns);
    for (long i = 0; i < rows; i++) header >> floor[i] >> capacity[i];
    for (long j = 0; j < columns; j++) header >> least[j] >> most[j];
    std::vector<int32_t> scores(rows * columns);
    std::ifstream file(argv[2], std::ios::binary);
    if (!header || !file.read(reinterpret_cast<char *>(scores.data()), scores.size() * 4)) {
        std::cerr << "lemon-driver: short input\n";
        return 1;
    }

    const double start = processor_ms();
    SmartDigraph g;
    const long arcs = rows * columns + rows + columns + 1;
    g.reserveNode(rows + columns + 2);
    g.reserveArc(arcs);
    const auto source = g.addNode(), sink = g.addNode();
    std::vector<SmartDigraph::Node> left(rows), right(columns);
    for (auto &v : left) v = g.addNode();
    for (auto &v : right) v = g.addNode();
    SmartDigraph::ArcMap<int> lower(g), upper(g);
    SmartDigraph::ArcMap<long long> cost(g);
    for (long i = 0; i < rows; i++) {
        const auto a = g.addArc(source, left[i]);
        lower[a] = floor[i];
        upper[a] = capacity[i];
    }
    for (long j = 0; j < columns; j++) {
        const auto a = g.addArc(right[j], sink);
        lower[a] = least[j];
        upper[a] = most[j];
    }
    const auto back = g.addArc(sink, source);
    upper[back] = 1 << 30;
    for (long i = 0; i < rows; i++)
        for (long j = 0; j < columns; j++) {
            const auto a = g.addArc(left[i], right[j]);
            upper[a] = 1;
            cost[a] = -sign * static_cast<long long>(scores[i * columns + j]);
        }

    const double built = processor_ms();
    lemon::NetworkSimplex<SmartDigraph, int, long long> simplex(g);
    simplex.lowerMap(lower).upperMap(upper).costMap(cost);
    const auto status = simplex.run();
    const double solved = processor_ms();
    if (status == lemon::NetworkSimplex<SmartDigraph, int, long long>::INFEASIBLE) {
        std::printf("infeasible\n");
        return 0;
    }
    if (status != lemon::NetworkSimplex<SmartDigraph, int, long long>::OPTIMAL) {
        std::cerr << "lemon-driver: not optimal\n";
        return 1;
    }
    std::printf("%lld %.3f %.3f %ld\n", -sign * simplex.totalCost<long long>(), built - start, solved - built,
                peak_kib());
}
