using System.Collections.Immutable;
using System.Diagnostics;
using P2PChain.Actors.Net;
using P2PChain.Core.Peers;

namespace P2PChain.Node.Screen;

/// <summary>Answers about bans as lines.</summary>
internal static class BanText
{
    /// <summary>A ban that was made, or the reason why not.</summary>
    public static ScreenLine Of(BanProtocol.BanResult result, Spoken say)
    {
        if (result.Made is not { } ban) return Wrong($"nothing was banned: {Of(result.Problem, result.Name)}");
        var span = ban.Until is { } until ? $"until {say.Time(until)}" : "until you unban it";
        var peers = result.Disconnected.IsEmpty
            ? "no peer of it was connected"
            : $"disconnected from {string.Join(" and ", result.Disconnected)}";
        return ScreenLine.Of($"{say.Target(ban.Target)} is banned {span}; {peers}", Tone.Good);
    }

    /// <summary>A ban that was lifted, or the reason why not.</summary>
    public static ScreenLine Of(BanProtocol.UnbanResult result, Spoken say)
    {
        var still = result.Still is { } other
            ? $"{say.Target(other.Target)} is banned and includes it: unban {other.Target}"
            : "";
        if (result.Lifted is { } ban)
            return still.Length > 0
                ? ScreenLine.Of($"the ban of {say.Target(ban.Target)} is over, but {still}", Tone.Notice)
                : ScreenLine.Of($"{say.Target(ban.Target)} is no longer banned", Tone.Good);
        return Wrong(still.Length > 0
            ? $"{result.Name} has no ban of its own; {still}"
            : $"no ban was ended: {Of(result.Problem, result.Name)}; ban lists the bans");
    }

    /// <summary>A row for each ban.</summary>
    public static ImmutableArray<ScreenLine> Of(ImmutableArray<Ban> bans, Spoken say) => bans.IsEmpty
        ? [ScreenLine.Of("nothing is banned")]
        : [ScreenLine.Header("BANNED", "SINCE", "UNTIL", "REASON"), .. bans.Select(ban => Row(ban, say))];

    private static ScreenLine Row(Ban ban, Spoken say) => ScreenLine.Row(
        say.Target(ban.Target),
        $"since {say.Time(ban.Since)}",
        ban.Until is { } until ? $"until {say.Time(until)}" : "until unban",
        ban.Reason.Length == 0 ? "-" : ban.Reason);

    private static string Of(BanProtocol.Problem problem, BanName name) => problem switch
    {
        BanProtocol.Problem.NoPeer => $"no peer is connected as {name}; write its IP address",
        BanProtocol.Problem.OnThisMachine =>
            $"{name} is on this machine and has no proven key; its address would stand for every node here",
        BanProtocol.Problem.NoKey => $"no known key begins with {name}; write all 66 digits",
        BanProtocol.Problem.ManyKeys => $"several keys begin with {name}; write more digits",
        BanProtocol.Problem.OwnKey => "that is the key of this node",
        BanProtocol.Problem.Full => $"the list has {Spoken.Number(BanList.CountMax)} bans; unban some, or ban a range",
        BanProtocol.Problem.NotBanned => $"{name} is not banned",
        _ => throw new UnreachableException(problem.ToString()),
    };

    private static ScreenLine Wrong(string sentence) => ScreenLine.Of(sentence, Tone.Notice);
}
