using System.Diagnostics;
using P2PChain.Actors.Health;

namespace P2PChain.Node.Screen;

/// <summary>A problem in words: one for the verdict, and a sentence with the next step.</summary>
/// <param name="Word">At most eight capitals; docs/operations.md explains it.</param>
/// <param name="Sentence">The fact and its figures, a colon, the next step.</param>
/// <param name="Tone">How it is meant.</param>
internal sealed record ProblemText(string Word, string Sentence, Tone Tone = Tone.Notice)
{
    /// <summary>The words for a problem.</summary>
    public static ProblemText Of(Problem problem) => problem switch
    {
        Problem.Alone(0) => new("ALONE", "no peer connected: connect to one with connect HOST PORT"),
        Problem.Alone(var dialling) => new(
            "ALONE", $"no peer connected: {Spoken.Count(dialling, "address", "addresses")} dialled in vain so far, peers says why"),
        Problem.ClockOff(var finding) => new("CLOCK", ClockText.Of(finding), Tone.Bad),
        Problem.Behind(var blocks, var address, var step) => new(
            "BEHIND", $"{Spoken.Count(blocks, "block")} behind {address}, {Of(step)}: they are being fetched"),
        Problem.Divided(var height, var step) => new(
            "DIVIDED", $"{Of(step)}: another block stands at height {Spoken.Number(height)}; the next block decides"),
        Problem.Ahead(var step) => new("AHEAD", $"{Of(step)}: by their last word they have fewer blocks; if this stays, see their status"),
        Problem.Diverged(var address, var first, var more) => new(
            "DIVERGED",
            $"{address} diverged: {first}{(more == 0 ? "" : $", and {Spoken.Number(more)} more")}: "
            + "peers lists all; agree with its operator"),
        _ => throw new UnreachableException(problem.GetType().Name),
    };

    /// <summary><c>in step with 1 of 2 peers</c>.</summary>
    public static string Of(InStep step) => $"in step with {Spoken.Number(step.Peers)} of {Spoken.Count(step.All, "peer")}";
}
