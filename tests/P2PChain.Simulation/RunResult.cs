using P2PChain.Simulation.Faults;

namespace P2PChain.Simulation;

/// <summary>How a seed's run ended.</summary>
/// <param name="Seed">What it was drawn from.</param>
/// <param name="Scenario">What was drawn first.</param>
/// <param name="TraceHash">Equal for two runs of a seed, or something escaped the simulation.</param>
/// <param name="Violation">The first rule that did not hold; null when all did.</param>
/// <param name="Simulated">Time that passed inside.</param>
/// <param name="Taken">Time that passed outside.</param>
/// <param name="Steps">Mailbox runs.</param>
/// <param name="Height">Of the longest chain at the end.</param>
/// <param name="Marks">What happened, and how often.</param>
public sealed record RunResult(
    long Seed,
    Scenario Scenario,
    ulong TraceHash,
    string? Violation,
    TimeSpan Simulated,
    TimeSpan Taken,
    long Steps,
    long Height,
    IReadOnlyDictionary<string, long> Marks);
