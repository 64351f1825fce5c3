using P2PChain.Core.Chain;

namespace P2PChain.Core.Tests.Forks;

/// <summary>Something that happens to a node, and what it says.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Subject">A block's name, a transaction, or a clock's seconds from genesis.</param>
/// <param name="Said">
/// Of a block: <c>connected</c>, <c>side</c>, <c>known</c>, <c>not kept</c>, <c>unknown parent</c>, <c>ahead</c>,
/// <c>ahead, not kept</c>, or the rule that it breaks; empty where its text is not even read. Of a transaction:
/// <c>accepted</c>, <c>waiting</c>, or why not.
/// </param>
/// <param name="Unread">Why the block's text is not read: fault and member; empty where it is read.</param>
internal sealed record ForkStep(ForkEvent Kind, string Subject, string Said, string Unread)
{
    /// <summary>What a node may say to a block without finding it invalid.</summary>
    public static readonly IReadOnlyList<string> Verdicts =
        ["connected", "side", "known", "not kept", "unknown parent", "ahead", "ahead, not kept"];

    /// <summary>The words for a verdict.</summary>
    public static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Connected => "connected",
        Verdict.OnSideBranch => "side",
        Verdict.AlreadyKnown => "known",
        Verdict.NotKept => "not kept",
        Verdict.UnknownParent => "unknown parent",
        Verdict.AheadOfClock { IsKept: true } => "ahead",
        Verdict.AheadOfClock => "ahead, not kept",
        Verdict.Invalid invalid => invalid.Violation.Rule.ToString(),
        _ => throw new InvalidOperationException($"{verdict} has no word"),
    };

    /// <summary>Reads a line such as <c>a1 unasked -> not kept</c>; a run of blocks is a step each.</summary>
    public static IEnumerable<ForkStep> Read(string line)
    {
        if (line == "restart") return [new ForkStep(ForkEvent.Restart, "", "", "")];
        if (line.StartsWith("clock ", StringComparison.Ordinal)) return [new ForkStep(ForkEvent.Clock, line[6..], "", "")];
        if (line.Split(" -> ") is not [var what, var said]) throw new FormatException($"Not a step: {line}");
        var unread = said.IndexOf("unread ", StringComparison.Ordinal);
        var fault = unread < 0 ? "" : said[(unread + 7)..];
        var verdict = unread < 0 ? said : said[..unread].TrimEnd(' ', ',');
        return what.Split(' ') switch
        {
            ["submit", ..] => [new ForkStep(ForkEvent.Submit, what[7..], said, "")],
            ["relay", ..] => [new ForkStep(ForkEvent.Relay, what[6..], said, "")],
            [var name, "unasked"] => [new ForkStep(ForkEvent.Unasked, name, verdict, fault)],
            [var name, "due"] => [new ForkStep(ForkEvent.Due, name, verdict, fault)],
            _ => what.Split(' ').SelectMany(ForkCase.Run).Select(
                name => new ForkStep(ForkEvent.Asked, name, verdict, fault)),
        };
    }
}
