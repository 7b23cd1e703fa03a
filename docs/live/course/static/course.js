// What the course adds to JupyterLite: a reader's work outlives a new edition of the course, and
// the original of a notebook comes back at a click.
//
// JupyterLite keeps what a reader saves in the browser, under the notebook's name, and shows it in
// place of the site's file. An extension is a script that registers itself by its name.
"use strict";

const config = JSON.parse(document.getElementById("jupyter-config-data").textContent);
const editions = JSON.parse(config.editions); // a hash of each notebook, by its name
const root = new URL(config.baseUrl, location.href).href;

/** The notebook as the site has it now. */
async function original(path) {
    const answer = await fetch(new URL(`files/${path}`, root), {cache: "no-cache"});
    return answer.ok ? answer.json() : null;
}

/** What a reader writes in a notebook: not the outputs, which come back. */
const written = notebook => JSON.stringify(notebook.cells.map(cell => [cell.source].flat().join("")));

/** Keep the reader's copy under a name of its own, so that the original shows again. */
async function keep(contents, path) {
    const copy = await contents.get(path, {content: true});
    const isNew = written(copy.content) !== written(await original(path));
    const kept = isNew ? await freeName(contents, path) : null;
    if (isNew) await contents.save(kept, {...copy, name: kept, path: kept});
    await contents.delete(path);
    return kept;
}

async function freeName(contents, path) {
    const day = new Date().toISOString().slice(0, 10);
    const {content: files} = await contents.get("", {content: true});
    const taken = new Set(files.map(file => file.name));
    let kept, count = 1;
    do kept = path.replace(/\.ipynb$/, `_my_work_${day}${count > 1 ? `_${count}` : ""}.ipynb`);
    while (taken.has(kept) && count++);
    return kept;
}

function say(app, message) {
    return app.commands.execute("apputils:notify", {
        message, type: "info", options: {autoClose: false},
    });
}

/** Where a notebook has changed since the last visit, the reader's copy steps aside. */
async function greet(app) {
    const place = `course-editions:${root}`;
    const seen = JSON.parse(localStorage.getItem(place) ?? "{}");
    const isAnother = path => path in seen && seen[path] !== editions[path];
    for (const path of Object.keys(editions).filter(isAnother)) {
        const kept = await keep(app.serviceManager.contents, path);
        if (kept) app.started.then(() =>
            say(app, `${path} has a new edition, which you see. Your work is kept in ${kept}.`));
    }
    localStorage.setItem(place, JSON.stringify(editions));
}

async function startAnew(app) {
    const {context} = app.shell.currentWidget;
    if (!(context.path in editions)) return say(app, "This notebook is yours; it has no original.");
    await context.save();
    const kept = await keep(app.serviceManager.contents, context.path);
    await context.revert();
    say(app, kept ? `This is the original. Your work is kept in ${kept}.`
        : "This is the original; you had written nothing in it.");
}

const plugin = {
    id: "course:plugin",
    autoStart: true,
    activate: async app => {
        app.commands.addCommand("course:start-anew", {
            label: "Start anew",
            caption: "Put the original back; your work is kept beside it",
            execute: () => startAnew(app),
        });
        await greet(app);
    },
};

(window._JUPYTERLAB ??= {}).course = {
    init: () => {},
    get: async () => () => ({__esModule: true, default: plugin}),
};
