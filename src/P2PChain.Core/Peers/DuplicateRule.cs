using P2PChain.Core.Crypto;

namespace P2PChain.Core.Peers;

/// <summary>Decides which of several connections with the same key stay.</summary>
/// <remarks>
/// Without a proof a key is only a claim. So an unproven connection neither ends nor keeps out a proven one. A
/// connection that this node dialled, to an address that a person named, does not give way to an inbound one: in clear
/// text the inbound one may be relayed. If two nodes dial each other at the same moment, each has accepted the other's
/// connection before its own is answered. Both then keep the one that the smaller key dialled. A dial to a found
/// address counts as one to a named address. Source: docs/decisions/0007-keys-are-proved.md.
/// </remarks>
public static class DuplicateRule
{
    /// <summary>The time for the older connection to answer, before the newer one takes its place.</summary>
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The facts about a connection that the rule needs.</summary>
    /// <param name="IsDialled">Whether this node dialled.</param>
    /// <param name="IsProven">Whether the other side proved its key.</param>
    public readonly record struct Tie(bool IsDialled, bool IsProven);

    /// <summary>The decision about the newer connection.</summary>
    public enum Verdict
    {
        /// <summary>It stays, and so does every older one.</summary>
        Beside,

        /// <summary>It stays, and one older connection ends.</summary>
        Replace,

        /// <summary>An older connection is asked for a sign of life. The newer one stays if none comes.</summary>
        Await,

        /// <summary>It ends.</summary>
        Refuse,
    }

    /// <summary>Judges a connection.</summary>
    /// <param name="ours">Our key.</param>
    /// <param name="theirs">The key that all these connections announced.</param>
    /// <param name="newer">The connection.</param>
    /// <param name="older">The existing connections.</param>
    /// <returns>
    /// The verdict; for <see cref="Verdict.Replace"/> and <see cref="Verdict.Await"/> also the index of the older one.
    /// </returns>
    public static (Verdict Verdict, int Older) Judge(
        PublicKey ours, PublicKey theirs, Tie newer, IReadOnlyList<Tie> older)
    {
        var dialled = IndexOf(older, new Tie(true, newer.IsProven));
        var accepted = IndexOf(older, new Tie(false, newer.IsProven));
        if (!newer.IsProven && older.Any(tie => tie.IsProven)) return BesideProven(newer, older);
        if (dialled >= 0) return (Verdict.Await, dialled);
        if (accepted >= 0) return BesideAccepted(ours.CompareTo(theirs) < 0, newer, accepted);
        // No existing connection is as good as the newer one. A claim of the same key ends, unless this node dialled
        // it.
        var claim = IndexOf(older, new Tie(false, false));
        return claim < 0 ? (Verdict.Beside, -1) : (Verdict.Replace, claim);
    }

    private static (Verdict Verdict, int Older) BesideProven(Tie newer, IReadOnlyList<Tie> older) =>
        newer.IsDialled && IndexOf(older, new Tie(true, true)) < 0 ? (Verdict.Beside, -1) : (Verdict.Refuse, -1);

    private static (Verdict Verdict, int Older) BesideAccepted(bool isOursSmaller, Tie newer, int accepted)
    {
        if (newer.IsDialled && isOursSmaller) return (Verdict.Replace, accepted);
        return newer is { IsDialled: true, IsProven: true } ? (Verdict.Beside, -1) : (Verdict.Await, accepted);
    }

    private static int IndexOf(IReadOnlyList<Tie> ties, Tie tie)
    {
        for (var i = 0; i < ties.Count; i++)
            if (ties[i] == tie) return i;
        return -1;
    }
}
