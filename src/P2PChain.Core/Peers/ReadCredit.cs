using P2PChain.Core.Wire;

namespace P2PChain.Core.Peers;

/// <summary>
/// How much of one peer's talk may be undecided: read, but no verdict yet. Without credit nothing is read, so a peer waits
/// on its own socket and not in our memory.
/// </summary>
public sealed class ReadCredit
{
    private readonly Queue<int> _undecided = new();
    private long _bytes;

    /// <summary>Whether a message of so many bytes may be read now. One that is larger than the whole credit is read when nothing is undecided.</summary>
    /// <param name="bytes">Of the message; 0 where it has not come in full.</param>
    public bool IsEnoughFor(int bytes) => _undecided.Count == 0
        || (_undecided.Count < Limits.CreditMessagesMax && _bytes + bytes <= Limits.CreditBytesMax);

    /// <summary>Messages that are undecided.</summary>
    public int Undecided => _undecided.Count;

    /// <summary>A message was read whose verdict will come.</summary>
    public void Take(int bytes)
    {
        _undecided.Enqueue(bytes);
        _bytes += bytes;
    }

    /// <summary>
    /// A verdict came. The oldest message's bytes are given back; where headers overtake a block that the chain still looks
    /// at, the rest evens out with its verdict.
    /// </summary>
    public void Return() => _bytes -= _undecided.Dequeue();
}
