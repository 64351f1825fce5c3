using Akka.Actor;
using Akka.IO;
using P2PChain.Core.Peers;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Peer;

/// <summary>Writes the outbox of a connection: many lines in one write, one unacknowledged write at a time.</summary>
internal sealed class PeerWriter(IActorRef connection, PeerContext context)
{
    private const int WriteBytesMax = 64 * 1024;

    // With forty peers, the manager's sum is wrong by 20 MiB at most.
    private const long ReportEvery = 512 * 1024;

    private readonly Outbox _outbox = new(context.Settings.OutboxBytesMax);
    private long _reported;
    private bool _isWriting;
    private bool _closesWhenDone;

    /// <summary>Whether there is room for block bodies beside more urgent messages.</summary>
    public bool HasRoomForBodies => _outbox.HasRoomForBodies;

    /// <summary>Whether there is room for transactions.</summary>
    public bool HasRoomForTransactions => _outbox.HasRoomForTransactions;

    /// <summary>Queues a message.</summary>
    /// <returns>The fault of a peer that does not read, if there is no room.</returns>
    public PeerFault? Send(Message message, OutboxPriority priority) =>
        Send(MessageCodec.Encode(message, null), priority);

    /// <summary>Queues an encoded line, which is shared and not changed.</summary>
    /// <returns>The fault of a peer that does not read, if there is no room.</returns>
    public PeerFault? Send(byte[] frame, OutboxPriority priority)
    {
        if (!_outbox.TryAdd(frame, priority)) return new PeerFault(PeerFaultCode.DoesNotRead);
        context.Meter.OnFrame(frame);
        if (!_isWriting) Write();
        Report();
        return null;
    }

    /// <summary>The last write was acknowledged.</summary>
    public void OnWritten()
    {
        _isWriting = false;
        Write();
        Report();
    }

    /// <summary>Closes the connection when the outbox is written.</summary>
    public void CloseWhenDone()
    {
        _closesWhenDone = true;
        if (!_isWriting) Write();
    }

    private void Write()
    {
        var next = _outbox.Take(WriteBytesMax);
        _isWriting = next.Length > 0;
        context.Traffic.OnSent(next.Length);
        if (_isWriting) connection.Tell(Tcp.Write.Create(ByteString.FromBytes(next), Done.Instance));
        else if (_closesWhenDone) connection.Tell(Tcp.Close.Instance);
    }

    private void Report()
    {
        var isBack = _outbox.IsEmpty && _reported > 0;
        if (!isBack && Math.Abs(_outbox.Bytes - _reported) < ReportEvery) return;
        _reported = _outbox.Bytes;
        context.Refs.Manager.Tell(new PeerProtocol.Queued(context.Id, _reported));
    }

    /// <summary>Acknowledges a write. Akka.IO requires a class derived from its own.</summary>
    internal sealed class Done : Tcp.Event
    {
        public static readonly Done Instance = new();
    }
}
