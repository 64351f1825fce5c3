namespace P2PChain.Core.Wire;

/// <summary>The limits of a peer's demands on this node. Each states its reason.</summary>
/// <remarks>
/// Source: docs/protocol.md, limits. The size limit of each message stands at its type; <see cref="LineBytesMax"/>
/// bounds them all.
/// </remarks>
public static class Limits
{
    /// <summary>
    /// Bytes of one line without its line feed: 4 MiB − 64 KiB. A plain peer drops the connection at 4 MiB without a
    /// line feed; the 64 KiB leave room for what surrounds a payload.
    /// </summary>
    public const int LineBytesMax = (4 * 1024 * 1024) - (64 * 1024);

    /// <summary>
    /// Bytes of a plain peer's whole chain that was asked for: 64 MiB, some 100,000 of its blocks. It is taken block by
    /// block as it comes, so memory does not follow it.
    /// </summary>
    public const int ChainResponseBytesMax = 64 * 1024 * 1024;

    /// <summary>
    /// Bytes of an inbound connection before the end of its handshake. An announce is bounded by 16 KiB, so an honest
    /// dialer needs half. More bytes without an announce only cost memory.
    /// </summary>
    public const int PreHandshakeBytesMax = 32 * 1024;

    /// <summary>
    /// Lines of a connection before the end of its handshake. One is needed, and a person may press return first.
    /// </summary>
    public const int PreHandshakeLinesMax = 8;

    /// <summary>
    /// Bytes a second of answers to the strangers of one address group, after a burst of eight seconds: a chain of
    /// 100,000 transactions in some 20 s.
    /// </summary>
    public const int AnswerBytesPerSecond = 4 * 1024 * 1024;

    /// <summary>Bytes a second of answers to all strangers together, after such a burst.</summary>
    public const int AllAnswersBytesPerSecond = 16 * 1024 * 1024;

    /// <summary>Messages of one peer that may be undecided at once: read, but no verdict yet.</summary>
    public const int CreditMessagesMax = 64;

    /// <summary>
    /// Bytes of one peer's undecided messages. A larger message is read when nothing else is undecided, so that no
    /// message within <see cref="LineBytesMax"/> waits for ever.
    /// </summary>
    public const int CreditBytesMax = 1024 * 1024;

    /// <summary>
    /// Bytes that may wait to be written to one peer, besides one larger frame; a peer that does not read costs no
    /// more than this.
    /// </summary>
    public const int OutboxBytesMax = 2 * 1024 * 1024;

    /// <summary>
    /// Bytes that may wait to be written to all peers together: the cost of forty peers that do not read, however many
    /// peers are allowed.
    /// </summary>
    public const long AllOutboxesBytesMax = 256L * 1024 * 1024;

    /// <summary>From the start of an inbound connection to its first complete line; silence costs a slot.</summary>
    public static readonly TimeSpan FirstLineTimeout = TimeSpan.FromSeconds(10);

    /// <summary>From the start of a connection to the end of its handshake, for slow lines with honest peers.</summary>
    public static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(20);

    /// <summary>
    /// From both announces to a good <c>prove</c>. An older connection with the same key has 5 s of it to answer.
    /// </summary>
    public static readonly TimeSpan ProofTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// From a line's first byte to its line feed: the largest line at 1.1 Mbit/s. A peer that drips bytes holds a
    /// buffer no longer than this.
    /// </summary>
    public static readonly TimeSpan LineTimeout = TimeSpan.FromSeconds(30);

    /// <summary>From asking for a plain peer's chain to its last byte: the largest one at 1 Mbit/s.</summary>
    public static readonly TimeSpan ChainResponseTimeout = TimeSpan.FromMinutes(10);

    /// <summary>Silence from a peer after which it is sent a ping; a FIN goes unseen while reading is paused.</summary>
    public static readonly TimeSpan PingAfterSilence = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Age of this node's last ping after which it also pings a peer that pings it: a pong tells the peer's clock, and
    /// the pings of one side alone keep a quiet connection alive.
    /// </summary>
    public static readonly TimeSpan PingBackAfter = TimeSpan.FromMinutes(1);

    /// <summary>Silence from a peer after which it counts as dead: three pings unanswered.</summary>
    public static readonly TimeSpan DeadAfterSilence = TimeSpan.FromSeconds(45);
}
