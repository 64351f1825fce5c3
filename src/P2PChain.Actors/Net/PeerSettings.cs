using P2PChain.Core.Plain;
using P2PChain.Core.Relay;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net;

/// <summary>Bounds on connections. reference.conf gives the reasons.</summary>
public sealed record PeerSettings
{
    /// <summary>Connections beyond the slots whose handshake is not done. They cost little and last seconds.</summary>
    public const int StrangersMax = 32;

    /// <summary>Refused connections that are kept until their announce, in order to tell them the reason.</summary>
    public const int RefusedMax = 16;

    /// <summary>The same, for one address; loopback is exempt. One address cannot use up all of them.</summary>
    public const int RefusedPerAddressMax = 4;

    /// <summary>The pause that a peer is asked for when there is no slot. Slots come free in minutes.</summary>
    internal static readonly TimeSpan FullRetry = TimeSpan.FromSeconds(30);

    /// <summary>The pause that a banned peer is asked for. A person may lift the ban at any time.</summary>
    internal static readonly TimeSpan BannedRetry = TimeSpan.FromMinutes(1);

    /// <summary>Inbound connections.</summary>
    public int InboundMax { get; init; } = 64;

    /// <summary>Inbound connections of one address; loopback is exempt.</summary>
    public int PerAddressMax { get; init; } = 3;

    /// <summary>The number of peers up to which all are sent each transaction whole. Tests lower it.</summary>
    public int FewPeers { get; init; } = WholePushes.FewPeers;

    /// <summary>Bytes of a block's line from which on it is sent as a compact block. Tests lower it.</summary>
    public int CompactFromBytes { get; init; } = CompactBlocks.BytesMin;

    /// <summary>Bytes that may wait to be written to one peer.</summary>
    public int OutboxBytesMax { get; init; } = Limits.OutboxBytesMax;

    /// <summary>Bytes that may wait to be written to all peers together.</summary>
    public long AllOutboxesBytesMax { get; init; } = Limits.AllOutboxesBytesMax;

    /// <summary>Bytes a second of answers to all strangers together.</summary>
    public long AnswerBytesPerSecond { get; init; } = Limits.AllAnswersBytesPerSecond;

    /// <summary>Silence after which a peer is pinged.</summary>
    public TimeSpan PingInterval { get; init; } = Limits.PingAfterSilence;

    /// <summary>Silence after which a connection ends.</summary>
    public TimeSpan PingTimeout { get; init; } = Limits.DeadAfterSilence;

    /// <summary>Time from the start of a connection to the end of its handshake.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = Limits.HandshakeTimeout;

    /// <summary>The pace at which plain peers are followed. It is part of the protocol; tests shorten it.</summary>
    public PlainTimes Plain { get; init; } = new();

    /// <summary>Time limit of a dial.</summary>
    public TimeSpan DialTimeout { get; init; } = TimeSpan.FromSeconds(4);
}
