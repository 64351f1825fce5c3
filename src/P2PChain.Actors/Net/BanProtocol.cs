using System.Collections.Immutable;
using P2PChain.Core.Peers;

namespace P2PChain.Actors.Net;

/// <summary>The messages to the peer manager about bans.</summary>
public static class BanProtocol
{
    /// <summary>The reason for which a ban was not made or not lifted.</summary>
    public enum Problem
    {
        /// <summary>There is none.</summary>
        None,

        /// <summary>No peer is connected at the address, and the IP address behind its name is not known.</summary>
        NoPeer,

        /// <summary>The peer is on this machine, which all nodes here share, and it has no proven key.</summary>
        OnThisMachine,

        /// <summary>No connected peer has proved such a key; for an unban, no such key is banned.</summary>
        NoKey,

        /// <summary>Several keys begin with these digits.</summary>
        ManyKeys,

        /// <summary>It is this node's own key.</summary>
        OwnKey,

        /// <summary>The list is full.</summary>
        Full,

        /// <summary>It is not banned.</summary>
        NotBanned,
    }

    /// <summary>A message about bans. Each is answered at once.</summary>
    public interface IMessage;

    /// <summary>Sent by the console: ban, now and after a restart. Answered with <see cref="BanResult"/>.</summary>
    /// <param name="Name">The target as the person wrote it.</param>
    /// <param name="Span">The time after which the ban ends; null if only an unban ends it.</param>
    /// <param name="Reason">The person's words; empty for none.</param>
    public sealed record MakeBan(BanName Name, TimeSpan? Span, string Reason) : IMessage, IQuery<BanResult>;

    /// <summary>Answers <see cref="MakeBan"/>.</summary>
    /// <param name="Name">The target as the person wrote it.</param>
    /// <param name="Made">The ban; null if there is a problem.</param>
    /// <param name="Problem">The reason if it was not made.</param>
    /// <param name="Disconnected">The peers that were disconnected, safe to show.</param>
    public sealed record BanResult(
        BanName Name, Ban? Made, Problem Problem, ImmutableArray<string> Disconnected);

    /// <summary>Sent by the console. Answered with <see cref="UnbanResult"/>.</summary>
    public sealed record LiftBan(BanName Name) : IMessage, IQuery<UnbanResult>;

    /// <summary>Answers <see cref="LiftBan"/>.</summary>
    /// <param name="Name">The target as the person wrote it.</param>
    /// <param name="Lifted">The ban that was lifted; null if there is a problem.</param>
    /// <param name="Problem">The reason if none was lifted.</param>
    /// <param name="Still">A ban that still includes the address; null if there is none.</param>
    public sealed record UnbanResult(
        BanName Name, Ban? Lifted, Problem Problem, Ban? Still);

    /// <summary>Sent by the console. Answered with <see cref="Bans"/>.</summary>
    public sealed record GetBans : IMessage, IQuery<Bans>
    {
        /// <summary>The only one there is.</summary>
        public static readonly GetBans Instance = new();
    }

    /// <summary>Answers <see cref="GetBans"/>.</summary>
    /// <param name="InForce">The bans in force, the oldest first.</param>
    public sealed record Bans(ImmutableArray<Ban> InForce);
}
