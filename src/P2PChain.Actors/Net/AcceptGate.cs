using System.Net.Sockets;
using System.Runtime.InteropServices;
using Akka.Actor;
using Akka.Event;
using Akka.IO;

namespace P2PChain.Actors.Net;

/// <summary>
/// Keeps a listener from running away from whoever takes its connections. Akka.IO (1.5.74) accepts without end and knows no
/// pause: in a flood the accepted pile up until memory or file descriptors run out, and a .NET process with no descriptor left
/// is ended by the runtime at the next thread it starts. So where the owner of a listener falls behind, the kernel is told to
/// answer no more (Linux drops what arrives; whoever dials tries again by itself) until the owner has come to what was accepted.
/// </summary>
/// <param name="owner">Gets the connections and, between them, <see cref="Reached"/>, upon which it calls <see cref="Pass"/> and, where it was closed, after <see cref="Pause"/> <see cref="Open"/>.</param>
internal sealed class AcceptGate(IActorRef owner) : Inet.SocketOption
{
    /// <summary>How many connections the owner may be behind by; a flood can pass it by the kernel's queue, and by what is under way.</summary>
    public const int AheadMax = 64;

    /// <summary>Connections that the kernel may hold ready; what is in its queue is accepted also while the gate is closed.</summary>
    public const int Backlog = 64;

    /// <summary>How long a gate stays closed once its owner is there: those that the owner refused are about to be closed.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    // asm-generic/socket.h
    private const int SolSocket = 1;
    private const int SoAttachFilter = 26;
    private const int SoDetachFilter = 27;

    // linux/bpf_common.h
    private const ushort BpfReturn = 0x06;

    /// <summary>A classic BPF program that keeps no byte of whatever comes. Pinned, for the kernel to read.</summary>
    private static readonly Instruction[] DropAll = Pinned(new Instruction(BpfReturn, 0, 0, 0));

    private Socket? _listener;
    private int _accepted;

    /// <inheritdoc/>
    public override void BeforeServerSocketBind(Socket ss) => _listener = ss;

    /// <inheritdoc/>
    /// <remarks>Called by the connections' actors, on any thread.</remarks>
    public override void AfterConnect(Socket s)
    {
        switch (Interlocked.Increment(ref _accepted))
        {
            case AheadMax / 2:
                owner.Tell(new Reached(this, WasClosed: false));
                break;
            case AheadMax:
                Close();
                owner.Tell(new Reached(this, WasClosed: true)); // after it is closed: whoever opens comes last
                break;
        }
    }

    /// <summary>The owner has come so far.</summary>
    public void Pass() => Volatile.Write(ref _accepted, 0);

    /// <summary>Lets the kernel answer again.</summary>
    public void Open() => Set(SoDetachFilter, stackalloc byte[sizeof(int)]);

    private void Close()
    {
        var program = new FilterProgram((ushort)DropAll.Length, Marshal.UnsafeAddrOfPinnedArrayElement(DropAll, 0));
        Set(SoAttachFilter, MemoryMarshal.AsBytes(new ReadOnlySpan<FilterProgram>(in program)));
    }

    private void Set(int option, ReadOnlySpan<byte> value)
    {
        if (!OperatingSystem.IsLinux() || _listener is not { } listener) return;
        try
        {
            listener.SetRawSocketOption(SolSocket, option, value);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It listens no more, was opened already, or this system has no filters: then the gate stands open.
        }
    }

    private static Instruction[] Pinned(Instruction instruction)
    {
        var pinned = GC.AllocateArray<Instruction>(1, pinned: true);
        pinned[0] = instruction;
        return pinned;
    }

    /// <summary>Whatever was accepted before lies before this in the owner's mailbox.</summary>
    internal sealed record Reached(AcceptGate Gate, bool WasClosed) : IDeadLetterSuppression;

    /// <summary>The owner's timer.</summary>
    internal sealed record Opening(AcceptGate Gate) : IDeadLetterSuppression;

    /// <summary>struct sock_filter of linux/filter.h.</summary>
    private readonly record struct Instruction(ushort Code, byte IfTrue, byte IfFalse, uint Value);

    /// <summary>struct sock_fprog of linux/filter.h.</summary>
    private readonly record struct FilterProgram(ushort Length, nint Instructions);
}
