using P2PChain.Core.Wire;

namespace P2PChain.Core.Peering;

/// <summary>
/// How much of one peer's talk may be undecided: read, but no verdict yet. Without credit nothing is read, so a peer waits
/// on its own socket and not in our memory.
/// </summary>
public sealed class ReadCredit
{
    private readonly Queue<int> _undecided = new();
    private long _bytes;

    /// <summary>Whether another message may be read; a message larger than the whole credit is read when nothing is undecided.</summary>
    public bool IsLeft => _undecided.Count < Limits.CreditMessagesMax && _bytes < Limits.CreditBytesMax;

    /// <summary>Messages that are undecided.</summary>
    public int Undecided => _undecided.Count;

    /// <summary>A message was read whose verdict will come.</summary>
    public void Take(int bytes)
    {
        _undecided.Enqueue(bytes);
        _bytes += bytes;
    }

    /// <summary>The oldest message's verdict came: verdicts come in the order of the messages.</summary>
    public void Return() => _bytes -= _undecided.Dequeue();
}
